import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { childEnvironment } from '../ffmpeg/input.ts';
import { ladderArguments, type Rung } from './ladder.ts';
import { TsCutter, type TsPart } from './ts-cutter.ts';

export interface LiveEncoderOptions {
  readonly ffmpegPath: string;
  readonly rungs: readonly Rung[];
  readonly hasAudio: boolean;
  readonly preset?: string | undefined;
  /** How long it may take at its end to encode what it still holds; 3000 ms by default. */
  readonly drainMs?: number;
  /** @param rung - index into `rungs` */
  readonly onPart: (rung: number, part: TsPart) => void;
  /** It ended without being asked to; the message is the last thing it said. */
  readonly onFailed: (message: string) => void;
}

const defaultDrainMs = 3_000;
/** More than an encoder that keeps up ever leaves unread, in bytes. */
const maxUnread = 32 * 1024 * 1024;
const stderrTail = 4_096;

/** One ffmpeg that makes the ladder of a stream, at the pace in which it comes. */
export class LiveEncoder {
  readonly #child: ChildProcess;
  readonly #done: Promise<void>;
  readonly #drainMs: number;
  #ending = false;

  constructor(options: LiveEncoderOptions) {
    const { ffmpegPath, rungs, onFailed } = options;
    const child = spawn(ffmpegPath, ladderArguments(rungs, options), {
      stdio: ['pipe', 'ignore', 'pipe', ...rungs.map(() => 'pipe' as const)],
      env: childEnvironment(),
    });
    this.#child = child;
    this.#drainMs = options.drainMs ?? defaultDrainMs;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-stderrTail);
    });
    // A writer learns of its end by the exit.
    child.stdin?.on('error', () => {});
    const outputs = rungs.map(async (_rung, index) => {
      const output = child.stdio[3 + index];
      if (!(output instanceof Readable)) return;
      const cutter = new TsCutter((part) => options.onPart(index, part));
      output.on('data', (bytes: Buffer) => cutter.write(bytes));
      // Its end comes with the process's, however that ends.
      output.on('error', () => {});
      await new Promise((resolve) => output.once('close', resolve));
      cutter.end();
    });
    const exited = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        said ||= error.message;
        resolve();
      });
      child.once('close', () => resolve());
    });
    this.#done = Promise.all([exited, ...outputs]).then(() => {
      if (!this.#ending) onFailed(said.trim().split('\n').at(-1) || 'the encoder ended');
    });
  }

  write(bytes: Buffer): void {
    const { stdin } = this.#child;
    if (!stdin || stdin.destroyed || this.#ending) return;
    stdin.write(bytes);
    if (stdin.writableLength > maxUnread) this.#child.kill('SIGKILL');
  }

  /** Lets it finish what it has. @returns once the last part is given */
  async end(): Promise<void> {
    this.#ending = true;
    this.#child.stdin?.end();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), this.#drainMs);
    await this.#done;
    clearTimeout(force);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#child.kill('SIGKILL');
    await this.#done;
  }
}
