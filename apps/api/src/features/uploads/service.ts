import type { Video, VideoSource } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { newVideoId } from '@tidecast/catalog/video-id';
import type { CompleteUpload, PartUrls, UploadView } from '@tidecast/contract/uploads';
import { type CreateVideo, type VideoView, videoDetails } from '@tidecast/contract/videos';
import type { Principal } from '@tidecast/http/principal';
import { HttpProblem, notFound } from '@tidecast/http/problem';
import { sourceKey } from '@tidecast/platform/storage/bucket-layout';
import type { Caller } from '../../http/caller.ts';
import { videoView } from '../videos/access.ts';
import type { VideoService } from '../videos/service.ts';
import { checkParts } from './check-parts.ts';
import { planParts } from './plan-parts.ts';
import type { StoredPart, UploadStore } from './upload-store.ts';

export interface UploadServiceDependencies {
  readonly catalog: VideoCatalog;
  readonly store: UploadStore;
  readonly videos: VideoService;
  /** The display name of a video's owner. */
  readonly ownerName: (caller: Caller) => Promise<string>;
  /** Minutes of video that one owner may encode a day. */
  readonly dailyEncodeMinutes: number;
}

export type UploadService = ReturnType<typeof createUploadService>;

/** Unfinished uploads that one owner may have at a time: each keeps parts in the bucket. */
const maxUploads = 20;
/** How long a part's URL is valid, in seconds. */
const urlSeconds = 60 * 60;

export function createUploadService(dependencies: UploadServiceDependencies) {
  const { catalog, store, videos, ownerName, dailyEncodeMinutes } = dependencies;

  async function uploading(id: string, user: Principal) {
    const video = await videos.own(id, user);
    const { upload, key } = video.source;
    if (video.status !== 'uploading' || !upload)
      throw new HttpProblem('not_uploading', `The video is ${video.status}: its upload is over.`);
    return { video, upload: { ...upload, key } };
  }

  async function refuseTooMany(user: Principal): Promise<void> {
    const { items } = await catalog.listByOwner(user.userId, { limit: 100 });
    const unfinished = items.filter(({ status }) => status === 'uploading').length;
    if (unfinished >= maxUploads)
      throw new HttpProblem(
        'too_many_uploads',
        `${unfinished} uploads are unfinished: finish or delete some first.`,
      );
  }

  function refuseTooLong(durationSeconds: number | undefined): void {
    if (durationSeconds !== undefined && durationSeconds > dailyEncodeMinutes * 60)
      throw new HttpProblem(
        'over_daily_minutes',
        `At most ${dailyEncodeMinutes} minutes of video can be encoded a day.`,
        { errors: [{ path: 'durationSeconds', message: 'is longer than a day allows' }] },
      );
  }

  return {
    async begin(wish: CreateVideo, user: Caller) {
      refuseTooLong(wish.durationSeconds);
      await refuseTooMany(user);
      const { size, contentType, fileName } = wish;
      const id = newVideoId();
      const key = sourceKey(user.userId, id);
      const plan = planParts(size);
      const name = await ownerName(user);
      const upload = await store.begin(key, contentType);
      const source: VideoSource = {
        key,
        size,
        contentType,
        fileName,
        upload: { uploadId: upload.uploadId, ...plan },
      };
      try {
        const owner = { ownerId: user.userId, ownerName: name };
        const video = await catalog.create({
          id,
          ...owner,
          ...videoDetails(wish),
          source,
        });
        return { video: videoView(video, user), upload: plan };
      } catch (error) {
        await store.abort(upload).catch(() => undefined);
        throw error;
      }
    },

    async progress(id: string, user: Principal): Promise<UploadView> {
      const { upload } = await uploading(id, user);
      const parts = await store.parts(upload);
      if (!parts) throw uploadGone();
      const { partSize, partCount } = upload;
      return { partSize, partCount, parts: parts.map(quoted) };
    },

    async signParts(id: string, numbers: readonly number[], user: Principal): Promise<PartUrls> {
      const { video, upload } = await uploading(id, user);
      const { partSize, partCount } = upload;
      const beyond = numbers.filter((number) => number > partCount);
      if (beyond.length > 0)
        throw new HttpProblem('part_mismatch', `The upload has ${partCount} parts.`, {
          errors: beyond.map((number) => ({
            path: 'partNumbers',
            message: `${number} is above ${partCount}`,
          })),
        });
      const sizeOf = (number: number) =>
        number < partCount ? partSize : video.source.size - partSize * (partCount - 1);
      const parts = await Promise.all(
        [...new Set(numbers)].map(async (partNumber) => ({
          partNumber,
          url: await store.signPart(upload, partNumber, sizeOf(partNumber), urlSeconds),
        })),
      );
      return { parts, expiresAt: new Date(Date.now() + urlSeconds * 1000).toISOString() };
    },

    /** Safe to repeat: for a finished upload it answers with the video as it is. */
    async complete(id: string, wanted: CompleteUpload, user: Principal): Promise<VideoView> {
      const video = await videos.own(id, user);
      const { upload, key, size } = video.source;
      if (video.status !== 'uploading' || !upload) return videoView(video, user);
      const ref = { key, uploadId: upload.uploadId };
      const stored = await store.parts(ref);
      let etag: string | undefined;
      if (stored) {
        const parts = checkParts(wanted.parts, stored, {
          partCount: upload.partCount,
          size,
        });
        etag = await store.complete(ref, parts);
      }
      // The upload is gone, but it may have been completed without that having been recorded.
      const object = etag ? { etag, size } : await store.find(key);
      if (!object) throw uploadGone();
      return videoView(await markUploaded(video, object), user);
    },

    async abort(id: string, user: Principal): Promise<void> {
      await uploading(id, user);
      await videos.remove(id);
    },
  };

  async function markUploaded(
    video: Video,
    object: { readonly etag: string; readonly size: number },
  ): Promise<Video> {
    const outcome = await catalog.markUploaded(video.id, object);
    if (!outcome.video || outcome.video.status === 'deleting') throw notFound();
    return outcome.video;
  }
}

function uploadGone(): HttpProblem {
  return new HttpProblem('upload_gone', 'The upload has expired: start it again.');
}

/** Quoted as in S3's answers to the browser, so that the two can be compared. */
function quoted(part: StoredPart): StoredPart {
  return { ...part, etag: `"${part.etag}"` };
}
