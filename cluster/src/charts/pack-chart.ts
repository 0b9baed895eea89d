import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { helm } from '../../../charts/rendering/helm.ts';
import type { Definitions } from '../engines/definitions.ts';
import type { ChartPin } from './chart-pins.ts';
import { chartsWithDefinitions } from './definitions.ts';

/** A chart that can be served. */
export interface PackedChart extends ChartPin {
  /** The archive. */
  readonly file: string;
  readonly standIn: boolean;
}

export interface PackOptions {
  /** Takes archives, and folders that are about to be one. */
  readonly directory: string;
  /**
   * Folder of real charts, which go first: archives `<name>-<version>.tgz`, or folders `<name>` or
   * `<name>-<version>` of unpacked charts with all that they depend on.
   */
  readonly chartsDirectory?: string;
  /** Asked for only where a stand-in brings them. */
  readonly definitions: () => Promise<Definitions>;
  readonly report?: (line: string) => void;
}

/** Where the stand-ins are, by the names of the charts for which they stand in. */
export const standInCharts = new URL('../../charts/', import.meta.url);

/** Milliseconds for unpacking an archive. */
const limit = 60_000;

/**
 * The chart that is wanted as an archive: the real one where there is one of that very version, else
 * its stand-in under that version.
 *
 * @throws Error if there is neither
 */
export async function packChart(pin: ChartPin, options: PackOptions): Promise<PackedChart> {
  const real = await findRealChart(pin, options);
  if (real?.endsWith('.tgz')) return { ...pin, file: real, standIn: false };
  if (real) return { ...pin, file: await pack(real, pin, options.directory), standIn: false };
  const folder = join(options.directory, 'stand-ins', `${pin.name}-${pin.version}`);
  await stageStandIn(pin, folder, options);
  return { ...pin, file: await pack(folder, pin, options.directory), standIn: true };
}

/**
 * A further version of a chart that has been packed.
 *
 * @param edit - changes the chart in the folder that it is given
 */
export async function repackChart(
  chart: PackedChart,
  version: string,
  edit: (folder: string) => Promise<void>,
  directory: string,
): Promise<PackedChart> {
  const folder = join(directory, 'edited', version);
  await mkdir(folder, { recursive: true });
  const tar = ['-xzf', chart.file, '-C', folder];
  await promisify(execFile)('tar', tar, { timeout: limit });
  const unpacked = join(folder, chart.name);
  await edit(unpacked);
  const pin = { ...chart, version };
  return { ...pin, file: await pack(unpacked, pin, directory) };
}

async function pack(folder: string, { name, version }: ChartPin, to: string): Promise<string> {
  const args = ['package', folder, '--version', version, '--destination', to];
  const { ok, errors } = await helm(args);
  if (!ok) throw new Error(`The chart ${name} cannot be packed: ${errors.trim()}`);
  return join(to, `${name}-${version}.tgz`);
}

async function findRealChart(
  { name, version }: ChartPin,
  { chartsDirectory, report }: PackOptions,
): Promise<string | undefined> {
  if (chartsDirectory === undefined) return undefined;
  const entries = await readdir(chartsDirectory).catch((error: unknown) => {
    throw new Error(
      `The folder of charts ${chartsDirectory} cannot be read: name another by TIDECAST_CHARTS, or unset it, and stand-ins are served.`,
      { cause: error },
    );
  });
  const archive = `${name}-${version}.tgz`;
  if (entries.includes(archive)) return join(chartsDirectory, archive);
  for (const entry of [`${name}-${version}`, name]) {
    if (!entries.includes(entry)) continue;
    const folder = join(chartsDirectory, entry);
    const found = await versionOf(folder);
    if (found === version) return folder;
    report?.(`${folder} is of version ${found}; what is wanted is ${version}: left out`);
  }
  return undefined;
}

async function versionOf(folder: string): Promise<string> {
  return String(parse(await readFile(join(folder, 'Chart.yaml'), 'utf8')).version);
}

async function stageStandIn(
  { name, repository }: ChartPin,
  folder: string,
  { definitions }: PackOptions,
): Promise<void> {
  const chart = fileURLToPath(new URL(`${name}/`, standInCharts));
  if (!(await stat(chart).catch(() => undefined)))
    throw new Error(
      `There is neither the chart ${name} of ${repository} nor a stand-in for it: write one in ` +
        `cluster/charts/${name}, or name a folder with the chart in TIDECAST_CHARTS`,
    );
  await cp(chart, folder, { recursive: true });
  const brings = chartsWithDefinitions[name];
  if (brings) {
    const from = (await definitions())[brings.from];
    await cp(from, join(folder, brings.to), { recursive: true });
  }
}
