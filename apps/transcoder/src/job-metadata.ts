import { type JobMetadata, parseJobMetadata } from '@tidecast/encoding/job';

export interface TranscoderJobMetadata extends JobMetadata {
  /** Seconds that the source lasts, by its probe. */
  readonly sourceDuration?: number;
}

/**
 * The metadata of a job, with the source's duration: its last event may come before the catalog
 * knows of the job, and must be judged all the same.
 */
export function jobMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
  sourceDuration: number,
): Record<string, string> {
  return { ...metadata, sourceDuration: String(sourceDuration) };
}

/** What a job or an event about one says of itself; undefined when it is not of this product. */
export function readJobMetadata(
  metadata: Readonly<Record<string, unknown>> | undefined,
): TranscoderJobMetadata | undefined {
  const known = parseJobMetadata(metadata);
  const sourceDuration = Number(metadata?.sourceDuration);
  return known && sourceDuration > 0 ? { ...known, sourceDuration } : known;
}
