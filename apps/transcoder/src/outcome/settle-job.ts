import type { Video } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { videoPublished } from '@tidecast/notifications/video-notifications';
import type { OutcomeDependencies } from '../dependencies.ts';
import { failVideo } from '../fail-video.ts';
import { createPurge } from '../purge.ts';
import { encoderError } from './encoder-error.ts';
import { finishEncode } from './finish-encode.ts';
import type { JobReport } from './job-report.ts';

/** Updates the catalog from a report. Late, repeated and foreign reports change nothing. */
export function createSettleJob(dependencies: OutcomeDependencies) {
  const { catalog, outputs, publish, telemetry, now } = dependencies;
  const purge = createPurge(dependencies);

  return async function settleJob(report: JobReport): Promise<void> {
    const { ref, jobId, at, news } = report;
    const video = await catalog.get(ref.videoId);
    if (!video || !isCurrent(video, report)) return ignore(report, 'not the current encode');
    const ended = news.kind !== 'progress' && news.kind !== 'other';
    if (video.status === 'deleting' && ended) return purge(video, { jobEnded: true });
    if (video.status !== 'queued' && video.status !== 'processing')
      return ignore(report, `the video is ${video.status}`);

    switch (news.kind) {
      case 'progress': {
        const outcome = await catalog.recordProgress(ref, { jobId, at, ...news });
        return outcome.applied ? undefined : ignore(report, 'a newer event was applied');
      }
      case 'complete':
        return complete(video, report);
      case 'error':
        telemetry.warn('MediaConvert job failed', { ...ref, jobId, ...news });
        await failVideo(dependencies, ref, encoderError(news.message, news.code), at);
        return;
      case 'canceled':
        await failVideo(dependencies, ref, videoError('canceled'), at);
        return;
      case 'other':
        return ignore(report, news.status);
    }
  };

  async function complete(video: Video, report: JobReport): Promise<void> {
    const { ref, jobId, at, queuedAt } = report;
    const sourceDuration = report.sourceDuration ?? video.encode.sourceDuration;
    const finished = await finishEncode(outputs, video.id, sourceDuration);
    if (finished.error) {
      await failVideo(dependencies, ref, finished.error, at);
      return;
    }
    const { media, poster } = finished;
    const outcome = await catalog.markReady(ref, { jobId, at, media });
    // Decided by the poster, not by the outcome: a write whose answer was lost is repeated and
    // ignored, and the video has the poster of the first.
    const isOurs = outcome.video?.media?.posterKey === media.posterKey;
    await (isOurs ? poster?.keep() : poster?.discard());
    if (!outcome.applied) {
      // The video was deleted meanwhile, and the deletion may have missed what was just written.
      if (!outcome.video) await outputs.remove(video.id);
      else if (outcome.video.status === 'deleting') await purge(outcome.video, { jobEnded: true });
      return ignore(report, 'already settled');
    }
    telemetry.count('VideoReady');
    if (queuedAt) telemetry.measure('TimeToReady', (now().getTime() - queuedAt.getTime()) / 1000);
    telemetry.info('video ready', { ...ref, jobId, seconds: media.duration });
    if (outcome.video.publishedAt !== undefined) await publish(videoPublished(outcome.video));
  }

  function ignore({ ref, jobId, news }: JobReport, reason: string): void {
    telemetry.count('EventIgnored');
    telemetry.info('job report ignored', { ...ref, jobId, kind: news.kind, reason });
  }
}

/** Whether a report is about the job of the video's current attempt, as far as that is known. */
function isCurrent({ encode }: Video, { ref, jobId }: JobReport): boolean {
  return encode.attempt === ref.attempt && (encode.jobId === undefined || encode.jobId === jobId);
}
