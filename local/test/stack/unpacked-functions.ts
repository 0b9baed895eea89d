/** Functions as Lambda gets them: each zip that the stack uploads, unpacked where nothing else is. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { bundleFunction } from '../../../infra/lambda/bundle.ts';

/** A function's zip. @param entry - its module, by its path in the repository */
export function zipFunction(entry: string): Uint8Array {
  const files = Object.entries(bundleFunction(entry)).map(([file, text]) => [file, strToU8(text)]);
  return zipSync(Object.fromEntries(files));
}

/** Unpacks a zip to a folder that is made. @returns the module with the handler */
export async function unpack(zip: Uint8Array, folder: string): Promise<string> {
  await mkdir(folder);
  for (const [file, bytes] of Object.entries(unzipSync(zip)))
    await writeFile(join(folder, file), bytes);
  return join(folder, 'index.mjs');
}

/** Says how large each zip is, and the program in it, in bytes. */
export function printSizes(zips: ReadonlyMap<string, Uint8Array>): void {
  const lines = [...zips].map(
    ([name, zip]) =>
      `${name}: zip ${zip.length}, code ${unzipSync(zip)['index.mjs']?.length} bytes`,
  );
  console.log(lines.join('\n'));
}

/** What lies in a folder that a zip was unpacked to. */
export async function unpackedFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}
