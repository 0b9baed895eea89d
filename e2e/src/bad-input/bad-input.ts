import type { Expectation } from './expectation.ts';

/** What a file of the corpus is made with. */
export interface Workshop {
  /** An ffmpeg with libx264, libx265, libvpx-vp9, libmp3lame and aac; 4.1 or newer. */
  readonly ffmpegPath: string;
  /** Address of a server that nothing may ever ask for anything, without a slash at its end. */
  readonly forbiddenUrl: string;
}

/** One upload that a good service must settle, one way or the other. */
export interface BadInput {
  /** Unique; stands in the table. */
  readonly name: string;
  /** As the browser says it: may be hostile, and is never used as a path here. */
  readonly fileName: string;
  readonly contentType: string;
  readonly expected: Expectation;
  /** Writes the file to `path`. */
  make(path: string, workshop: Workshop): Promise<void>;
}
