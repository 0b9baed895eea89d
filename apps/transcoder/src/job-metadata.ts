import { type JobMetadata, parseJobMetadata } from '@tidecast/encoding/job';

export interface TranscoderJobMetadata extends JobMetadata {
  /** Duration of the source in seconds, as probed. */
  readonly sourceDuration?: number;
  /** When the attempt began to wait for the encoder. */
  readonly queuedAt?: Date;
}

/**
 * The metadata of a job. It includes what is needed to judge the job's last event, which may come
 * before the catalog knows of the job.
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

/** The metadata of a job or of an event about one; undefined when it is not from this product. */
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
