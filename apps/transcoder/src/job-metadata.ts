import { type JobMetadata, parseJobMetadata } from '@tidecast/encoding/job';

export interface TranscoderJobMetadata extends JobMetadata {
  /** Seconds that the source lasts, by its probe. */
  readonly sourceDuration?: number;
  /** When the attempt began to wait for the encoder. */
  readonly queuedAt?: Date;
}

/**
 * The metadata of a job, with what its last event is judged by: that may come before the catalog
 * knows of the job.
 *
 * @param facts - `sourceDuration` in seconds
 */
export function jobMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
  facts: { readonly sourceDuration: number; readonly queuedAt: Date },
): Record<string, string> {
  const { sourceDuration, queuedAt } = facts;
  return {
    ...metadata,
    sourceDuration: String(sourceDuration),
    queuedAt: queuedAt.toISOString(),
  };
}

/** What a job or an event about one says of itself; undefined when it is not of this product. */
export function readJobMetadata(
  metadata: Readonly<Record<string, unknown>> | undefined,
): TranscoderJobMetadata | undefined {
  const known = parseJobMetadata(metadata);
  if (!known) return undefined;
  const sourceDuration = Number(metadata?.sourceDuration);
  const queuedAt = new Date(String(metadata?.queuedAt));
  return {
    ...known,
    ...(sourceDuration > 0 && { sourceDuration }),
    ...(!Number.isNaN(queuedAt.getTime()) && { queuedAt }),
  };
}
