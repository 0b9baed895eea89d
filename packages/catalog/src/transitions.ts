/**
 * The state machine of a video, as pure functions: each takes the video as it is and returns the
 * video as it should be, or undefined when the step does not fit and is to be ignored.
 * `video-store.ts` turns a step into one conditional write.
 */
import type {
  Caption,
  Encode,
  Video,
  VideoError,
  VideoMedia,
  VideoPhase,
  VideoStatus,
} from './video.ts';
import type { VideoChanges } from './video-catalog.ts';
import { withChanges } from './with-changes.ts';

/** A step of the state machine; `now` is the time of the write. */
export type Transition = (video: Video, now: Date) => Video | undefined;

/** Changes what a person may change. A poster is changed only if there is one. */
export function edited(changes: VideoChanges): Transition {
  return unlessDeleting((video, now) => {
    const { posterKey, ...fields } = changes;
    const media =
      posterKey !== undefined && video.media ? { ...video.media, posterKey } : video.media;
    return published({ ...withChanges(video, fields), ...(media && { media }) }, now);
  });
}

/** Adds a caption track, or replaces the one of its language. */
export function captioned(caption: Caption): Transition {
  return unlessDeleting((video) => ({
    ...video,
    captions: [...withoutLanguage(video, caption.language), caption].sort((a, b) =>
      a.language < b.language ? -1 : 1,
    ),
  }));
}

/** Removes the caption track of a language; ignored when there is none. */
export function uncaptioned(language: string): Transition {
  return unlessDeleting((video) => {
    const captions = withoutLanguage(video, language);
    return captions.length < video.captions.length ? { ...video, captions } : undefined;
  });
}

/** uploading → queued. */
export function uploaded(object: { etag: string; size: number }): Transition {
  return from(['uploading'], (video, now) => {
    const { upload: _, ...source } = video.source;
    return moved(
      {
        ...video,
        status: 'queued',
        phase: 'waiting',
        progress: 0,
        source: { ...source, ...object },
      },
      now,
    );
  });
}

/** failed → queued, with a new attempt. A video whose file never arrived cannot be tried again. */
export const retried: Transition = from(['failed'], (video, now) =>
  video.source.etag === undefined ? undefined : newAttempt(video, now),
);

/** Leases the right to create the job of an attempt. */
export function leased(attempt: number, seconds: number): Transition {
  return ofAttempt(attempt, ['queued'], (video, now) => {
    const { jobId, leaseUntil } = video.encode;
    if (jobId !== undefined) return undefined;
    if (leaseUntil !== undefined && Date.parse(leaseUntil) > now.getTime()) return undefined;
    const until = new Date(now.getTime() + seconds * 1000).toISOString();
    return { ...video, encode: { ...video.encode, leaseUntil: until } };
  });
}

/** Ends a lease early, on behalf of its holder. */
export function released(attempt: number, leaseUntil: string): Transition {
  return ofAttempt(attempt, ['queued'], (video, now) =>
    video.encode.leaseUntil === leaseUntil
      ? { ...video, encode: { ...video.encode, leaseUntil: now.toISOString() } }
      : undefined,
  );
}

/**
 * queued → processing. When an event of the job came first, only adds what that event did not
 * carry.
 */
export function submitted(
  attempt: number,
  job: { jobId: string; sourceDuration: number },
): Transition {
  return ofJob(attempt, job.jobId, (video, now) => {
    const known = video.encode.jobId !== undefined && video.encode.sourceDuration !== undefined;
    if (known) return undefined;
    const encode = { ...withJob(video.encode, job.jobId), sourceDuration: job.sourceDuration };
    return moved({ ...video, status: 'processing', encode }, now);
  });
}

/** Moves the phase and percentage on; also queued → processing. Older events are ignored. */
export function progressed(
  attempt: number,
  event: { jobId: string; at: number; phase: VideoPhase; progress: number },
): Transition {
  return ofJob(attempt, event.jobId, (video, now) => {
    if (video.lastEventAt !== undefined && event.at <= video.lastEventAt) return undefined;
    const progress = Math.min(100, Math.max(video.progress, Math.round(event.progress)));
    return moved(
      {
        ...video,
        status: 'processing',
        phase: event.phase,
        progress,
        lastEventAt: event.at,
        encode: withJob(video.encode, event.jobId),
      },
      now,
    );
  });
}

/** The multivariant playlist has been seen while the encode runs. */
export function playable(attempt: number): Transition {
  return ofAttempt(attempt, ['processing'], (video) =>
    video.playable ? undefined : { ...video, playable: true },
  );
}

/** queued or processing → ready. */
export function readied(
  attempt: number,
  event: { jobId: string; at: number; media: VideoMedia },
): Transition {
  return ofJob(attempt, event.jobId, (video, now) => {
    const { phase: _phase, error: _error, ...rest } = video;
    return published(
      moved(
        {
          ...rest,
          status: 'ready',
          progress: 100,
          playable: true,
          media: event.media,
          lastEventAt: latest(video, event.at),
          encode: withJob(video.encode, event.jobId),
        },
        now,
      ),
      now,
    );
  });
}

/** uploading, queued or processing → failed. */
export function failed(attempt: number, failure: { error: VideoError; at?: number }): Transition {
  return ofAttempt(attempt, ['uploading', 'queued', 'processing'], (video, now) => {
    const { phase: _phase, ...rest } = video;
    const { leaseUntil: _lease, ...encode } = video.encode;
    return moved(
      {
        ...rest,
        status: 'failed',
        playable: false,
        error: failure.error,
        encode,
        ...(failure.at !== undefined && { lastEventAt: latest(video, failure.at) }),
      },
      now,
    );
  });
}

/** processing → queued, with a new attempt: the job is lost. */
export function requeued(attempt: number): Transition {
  return ofAttempt(attempt, ['processing'], newAttempt);
}

/** any → deleting. */
export const deleting: Transition = unlessDeleting((video, now) =>
  moved({ ...video, status: 'deleting' }, now),
);

function newAttempt(video: Video, now: Date): Video {
  const { error: _error, media: _media, lastEventAt: _event, ...rest } = video;
  return moved(
    {
      ...rest,
      status: 'queued',
      phase: 'waiting',
      progress: 0,
      playable: false,
      encode: { attempt: video.encode.attempt + 1 },
    },
    now,
  );
}

/** Notes the first time a video is both ready and public. */
function published(video: Video, now: Date): Video {
  const shown = video.status === 'ready' && video.visibility === 'public';
  return shown && video.publishedAt === undefined
    ? { ...video, publishedAt: now.toISOString() }
    : video;
}

function moved(video: Video, now: Date): Video {
  return { ...video, movedAt: now.toISOString() };
}

function withJob(encode: Encode, jobId: string): Encode {
  const { leaseUntil: _, ...rest } = encode;
  return { ...rest, jobId };
}

function latest(video: Video, at: number): number {
  return Math.max(video.lastEventAt ?? 0, at);
}

function withoutLanguage(video: Video, language: string): Caption[] {
  return video.captions.filter((caption) => caption.language !== language);
}

function from(statuses: readonly VideoStatus[], step: Transition): Transition {
  return (video, now) => (statuses.includes(video.status) ? step(video, now) : undefined);
}

function unlessDeleting(step: Transition): Transition {
  return (video, now) => (video.status === 'deleting' ? undefined : step(video, now));
}

/** Steps of an older attempt come too late: another encode has taken over. */
function ofAttempt(
  attempt: number,
  statuses: readonly VideoStatus[],
  step: Transition,
): Transition {
  return from(statuses, (video, now) =>
    video.encode.attempt === attempt ? step(video, now) : undefined,
  );
}

/** Steps of one job: the first job reported is the attempt's job, and any other is ignored. */
function ofJob(attempt: number, jobId: string, step: Transition): Transition {
  return ofAttempt(attempt, ['queued', 'processing'], (video, now) => {
    const known = video.encode.jobId;
    return known === undefined || known === jobId ? step(video, now) : undefined;
  });
}
