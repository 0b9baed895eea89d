import type { Video, VideoError } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { assessSource, unreadableFile } from '@tidecast/encoding/refusal';
import type { PlayableSource } from '@tidecast/encoding/source';
import type { SubmissionDependencies } from '../dependencies.ts';

export type UploadAssessment =
  | { readonly source: PlayableSource; readonly error?: never }
  | { readonly error: VideoError; readonly source?: never };

/**
 * Has the encoder probe an uploaded file.
 *
 * @returns the source, or the reason why it cannot become a video
 * @throws what the encoder throws when it is busy, failing or denies us access, which says nothing
 *   about the file
 */
export async function assessUpload(
  { encoder, uploads }: Pick<SubmissionDependencies, 'encoder' | 'uploads'>,
  { source: { key } }: Pick<Video, 'source'>,
): Promise<UploadAssessment> {
  const found = await encoder.probe(key);
  if (!found) {
    const exists = (await uploads.find(key)) !== undefined;
    return { error: exists ? unreadableFile : videoError('source_missing') };
  }
  const assessment = assessSource(found);
  return assessment.playable ? { source: assessment.source } : { error: assessment.refusal };
}
