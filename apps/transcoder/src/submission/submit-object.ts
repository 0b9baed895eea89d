import type { Video } from '@tidecast/catalog/video';
import type { EncodeRef } from '@tidecast/catalog/video-catalog';
import { videoError } from '@tidecast/catalog/video-errors';
import type { VideoErrorCode } from '@tidecast/contract/video-errors';
import { unquoted } from '@tidecast/media/head-object';
import { parseSourceKey } from '@tidecast/platform/storage/bucket-layout';
import type { SubmissionDependencies } from '../dependencies.ts';
import { failVideo } from '../fail-video.ts';
import type { CreatedObject } from './object-created.ts';
import { createSubmitVideo, type Submission } from './submit-video.ts';

/** Another invocation is submitting the video: redeliver the message, in case that one fails. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError';
}

/** Submits the video of an uploaded object; repeated calls submit it once. */
export function createSubmitObject(dependencies: SubmissionDependencies) {
  const { catalog, uploads, config, telemetry } = dependencies;
  const submitVideo = createSubmitVideo(dependencies);

  /** @throws LeaseHeldError when another invocation is submitting the video */
  return async function submitObject(object: CreatedObject): Promise<Submission> {
    const { bucket, key } = object;
    const ids = bucket === config.buckets.source ? parseSourceKey(key) : undefined;
    if (!ids) return ignore(object, 'no upload of ours');
    const video = await catalog.get(ids.videoId);
    if (!video || video.status === 'deleting') {
      // The upload was completed while its video was being deleted, so the purge missed the file.
      await uploads.remove(key);
      return ignore(object, 'its video is deleted');
    }
    if (video.source.key !== key) return ignore(object, 'no upload of ours');
    const queued = video.status === 'uploading' ? await accept(video, object) : video;
    if (queued?.status === 'failed' && video.status === 'uploading') return 'failed';
    if (queued?.status !== 'queued') return ignore(object, `the video is ${queued?.status}`);
    if (object.etag !== undefined && unquoted(object.etag) !== queued.source.etag) {
      telemetry.count('SourceOverwritten');
      return ignore(object, 'not the object that was accepted');
    }
    const submission = await submitVideo(queued);
    if (submission === 'held')
      throw new LeaseHeldError(`video ${video.id} is being submitted by another invocation`);
    return submission;
  };

  /** uploading → queued, or failed when the object is empty or gone. */
  async function accept(video: Video, object: CreatedObject): Promise<Video | undefined> {
    const ref = { videoId: video.id, attempt: video.encode.attempt };
    const head = await stored(object);
    if (!head) return fail(ref, 'source_missing');
    if (head.size === 0) return fail(ref, 'empty_file');
    return (await catalog.markUploaded(video.id, head)).video;
  }

  async function fail(ref: EncodeRef, code: VideoErrorCode): Promise<Video | undefined> {
    return (await failVideo(dependencies, ref, videoError(code))).video;
  }

  async function stored({ key, etag, size }: CreatedObject) {
    return etag !== undefined && size !== undefined
      ? { etag: unquoted(etag), size }
      : uploads.find(key);
  }

  function ignore({ bucket, key }: CreatedObject, reason: string): Submission {
    telemetry.count('EventIgnored');
    telemetry.info('object ignored', { bucket, key, reason });
    return 'ignored';
  }
}
