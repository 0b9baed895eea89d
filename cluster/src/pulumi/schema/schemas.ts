import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSdk, type SdkReader } from './read-sdk.ts';
import type { ResourceSchema } from './shape.ts';

/**
 * The schemas of a provider's resources, each read when it is first asked for and kept by the
 * provider's version, since reading costs seconds.
 */
export class Schemas {
  readonly #sdk: SdkReader;
  readonly #file: string;
  readonly #known: Map<string, ResourceSchema>;
  #changed = false;

  /**
   * @param name - of the provider, such as `aws`
   * @param cacheDirectory - where what was read is kept; absent folders are made
   */
  constructor(name: string, cacheDirectory: string) {
    this.#sdk = readSdk(name);
    this.#file = join(cacheDirectory, `${name}-${this.#sdk.version}.json`);
    this.#known = new Map(Object.entries(readKept(this.#file)));
  }

  /** Of the provider. */
  get version(): string {
    return this.#sdk.version;
  }

  /** @throws Error for a type that the provider does not have */
  resource(type: string): ResourceSchema {
    const known = this.#known.get(type);
    if (known) return known;
    const schema = this.#sdk.resource(type);
    this.#known.set(type, schema);
    this.#changed = true;
    return schema;
  }

  /** Keeps what was read for the next time. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    await mkdir(join(this.#file, '..'), { recursive: true });
    const written = `${this.#file}.${process.pid}`;
    await writeFile(written, JSON.stringify(Object.fromEntries(this.#known)));
    await rename(written, this.#file);
    this.#changed = false;
  }
}

/** A missing or incomplete file is created again. */
function readKept(file: string): Record<string, ResourceSchema> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
