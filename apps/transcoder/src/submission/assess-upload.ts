import {
  BadRequestException,
  NotFoundException,
  ProbeCommand,
  UnprocessableEntityException,
} from '@aws-sdk/client-mediaconvert';
import type { Video, VideoError } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { parseProbe } from '@tidecast/encoding/probe';
import { assessSource, unreadableFile } from '@tidecast/encoding/refusal';
import type { PlayableSource } from '@tidecast/encoding/source';
import { objectExists } from '@tidecast/media/head-object';
import type { Dependencies } from '../dependencies.ts';

export type UploadAssessment =
  | { readonly source: PlayableSource; readonly error?: never }
  | { readonly error: VideoError; readonly source?: never };

/**
 * Has MediaConvert look into an uploaded file.
 *
 * @returns what it found, or the reason why it cannot become a video
 * @throws the SDK's error when MediaConvert is busy, unwell or closed to us: that says nothing
 *   about the file
 */
export async function assessUpload(
  { mediaconvert, s3, config }: Pick<Dependencies, 'mediaconvert' | 's3' | 'config'>,
  video: Video,
): Promise<UploadAssessment> {
  const { source: bucket } = config.buckets;
  const { key } = video.source;
  const exists = () => objectExists(s3, bucket, key);
  const FileUrl = `s3://${bucket}/${key}`;
  try {
    const { ProbeResults } = await mediaconvert.send(
      new ProbeCommand({ InputFiles: [{ FileUrl }] }),
    );
    const [result] = ProbeResults ?? [];
    if (!result?.Container?.Tracks?.length) return { error: await unreadable(exists) };
    const assessment = assessSource(parseProbe(result));
    return assessment.playable ? { source: assessment.source } : { error: assessment.refusal };
  } catch (error) {
    if (saysTheFileIsBad(error)) return { error: await unreadable(exists) };
    throw error;
  }
}

async function unreadable(exists: () => Promise<boolean>): Promise<VideoError> {
  return (await exists()) ? unreadableFile : videoError('source_missing');
}

function saysTheFileIsBad(error: unknown): boolean {
  return (
    error instanceof BadRequestException ||
    error instanceof NotFoundException ||
    error instanceof UnprocessableEntityException
  );
}
