import type { EncodeRef } from '@tidecast/catalog/video-catalog';
import type { PlayableSource, SourceInfo } from '@tidecast/encoding/source';

/** A job as the encoder describes it. */
export interface EncodeJob {
  readonly id: string;
  /** As named in its events, such as `PROGRESSING`. */
  readonly status?: string;
  /** As named in its events, such as `TRANSCODING`. */
  readonly phase?: string;
  /** 0 to 100. */
  readonly progress?: number;
  readonly errorCode?: number;
  readonly errorMessage?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface NewJob {
  readonly ref: EncodeRef;
  readonly source: PlayableSource;
  /** The uploaded file's key in the source bucket. */
  readonly sourceKey: string;
  /** When the attempt began to wait for the encoder. */
  readonly queuedAt: Date;
}

/** The encoder rejected the job's settings and always will: the fault is ours. */
export class JobRefusedError extends Error {
  override readonly name = 'JobRefusedError';
}

/** Encodes uploads into videos. */
export interface Encoder {
  /**
   * Probes an uploaded file.
   *
   * @returns undefined when the encoder could not read the file
   * @throws when the encoder is busy, failing or denies us access, which says nothing about the
   *   file
   */
  probe(sourceKey: string): Promise<SourceInfo | undefined>;
  /**
   * Creates the job of an attempt; repeated calls within a minute return the same job.
   *
   * @returns the job's id
   * @throws JobRefusedError
   */
  create(job: NewJob): Promise<string>;
  /**
   * Finds a job created for this attempt since then by an invocation that crashed before recording
   * it.
   */
  find(ref: EncodeRef, since: Date): Promise<EncodeJob | undefined>;
  /** Returns undefined for a job that the encoder does not know. */
  get(jobId: string): Promise<EncodeJob | undefined>;
  /** Cancels a job; does nothing if it has already ended. */
  cancel(jobId: string): Promise<void>;
}
