import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OptionError } from '../start/options.ts';
import { targets } from './configuration.ts';
import { type ObservationOptions, prepareObservation } from './observation.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-observation-'));
});
afterEach(() => rm(directory, { recursive: true }));

const prepare = (changes: Partial<ObservationOptions> = {}) =>
  prepareObservation({
    port: 0,
    directory: join(directory, 'kept'),
    onLine: () => {},
    onTrouble: () => {},
    path: directory,
    ...changes,
  });

/** Something that is called like Prometheus and can be run. */
async function install(): Promise<void> {
  const program = join(directory, 'prometheus');
  await writeFile(program, '#!/bin/sh\n');
  await chmod(program, 0o755);
}

test('says how to get Prometheus where there is none', async () => {
  await expect(prepare()).rejects.toThrow(OptionError);
  await expect(prepare()).rejects.toThrow(/apt-get install prometheus/);
  await expect(prepare({ path: '' })).rejects.toThrow(/none on the PATH/);
});

test('says who sits on its port, and how to choose another', async () => {
  await install();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(prepare({ port: port ?? 0 })).rejects.toThrow(`PROMETHEUS_PORT=${Number(port) + 1}`);
  server.close();
});

test('gives it the rules of the cluster, and the API under its name in the cluster', async () => {
  await install();
  const observation = await prepare();
  expect(observation.url).toBeUndefined();
  const written = JSON.parse(await readFile(join(directory, 'kept', 'prometheus.json'), 'utf8'));
  const rules = new URL('../../../charts/observability/rules/', import.meta.url);
  expect(written.rule_files.map((file: string) => basename(file)).sort()).toEqual(
    (await readdir(rules)).sort(),
  );
  const [scrape] = written.scrape_configs;
  expect(scrape.job_name).toBe('video/api');
  const [file] = scrape.file_sd_configs[0].files;
  expect(await readFile(file, 'utf8')).toBe('[]');
  observation.watch(4711);
  expect(await readFile(file, 'utf8')).toBe(targets(4711));
  expect(JSON.parse(targets(4711))).toEqual([
    { targets: ['127.0.0.1:4711'], labels: expect.objectContaining({ namespace: 'video' }) },
  ]);
});
