import type { EncodeRef } from '@tidecast/catalog/video-catalog';
import type { PlayableSource, SourceInfo } from '@tidecast/encoding/source';

/** A job as the encoder describes it. */
export interface EncodeJob {
  readonly id: string;
  /** As its events name it too, such as `PROGRESSING`. */
  readonly status?: string;
  /** As its events name it too, such as `TRANSCODING`. */
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
  /** Of the uploaded file, in the source bucket. */
  readonly sourceKey: string;
  /** When the attempt began to wait for the encoder. */
  readonly queuedAt: Date;
}

/** The encoder would not take a job with these settings, and never will: the fault is ours. */
export class JobRefusedError extends Error {
  override readonly name = 'JobRefusedError';
}

/** What makes videos of uploads. */
export interface Encoder {
  /**
   * Looks into an uploaded file.
   *
   * @returns undefined where there is nothing that the encoder could read
   * @throws when the encoder is busy, unwell or closed to us: that says nothing about the file
   */
  probe(sourceKey: string): Promise<SourceInfo | undefined>;
  /**
   * Creates the job of an attempt; within a minute the same one, however often it is asked to.
   *
   * @returns the job's id
   * @throws JobRefusedError
   */
  create(job: NewJob): Promise<string>;
  /** The job that an invocation created for this attempt since then and crashed before recording. */
  find(ref: EncodeRef, since: Date): Promise<EncodeJob | undefined>;
  /** Undefined for a job that the encoder does not know. */
  get(jobId: string): Promise<EncodeJob | undefined>;
  /** Cancels a job; does nothing if it has already ended. */
  cancel(jobId: string): Promise<void>;
}
