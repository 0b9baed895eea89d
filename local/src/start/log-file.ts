import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log file is rotated beyond this size in bytes; the previous one is kept beside it. */
const maxBytes = 10 * 1024 * 1024;

/** Appends lines to a file that never grows beyond 10 MiB, nor its one predecessor (`.1`). */
export class LogFile {
  readonly path: string;
  #file: number;
  #size: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    if (this.#size > 0 && this.#size + bytes.length > maxBytes) this.#rotate();
    writeSync(this.#file, bytes);
    this.#size += bytes.length;
  }

  close(): void {
    closeSync(this.#file);
  }

  #rotate(): void {
    closeSync(this.#file);
    renameSync(this.path, `${this.path}.1`);
    this.#file = openSync(this.path, 'a', 0o600);
    this.#size = 0;
  }
}
