import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LiveEnvironment } from '@tidecast/platform/environment';
import { type LiveFunction, liveFunctionSeconds } from '@tidecast/platform/live-pipeline';
import { strToU8, zipSync } from 'fflate';
import { bundleFunction } from '../lambda/bundle.ts';

/** What a zip may weigh, in bytes: a cold start loads it whole, and IVS Chat waits for a review. */
const largestZip: Readonly<Record<LiveFunction, number>> = {
  http: 1_500_000,
  authorizer: 500_000,
  events: 1_500_000,
  review: 750_000,
  reconcile: 1_500_000,
};

const environment: LiveEnvironment & Readonly<Record<string, string>> = {
  AWS_REGION: 'ap-northeast-2',
  STACK_NAME: 'tidecast-dev',
  PUBLIC_ORIGIN: 'https://video.acme.com',
  CHANNELS_TABLE: 'channels',
  VIDEOS_TABLE: 'videos',
  LIMITS_TABLE: 'limits',
  RECORDINGS_BUCKET: 'recordings',
  MEDIA_BUCKET: 'media',
  USER_POOL_ID: 'ap-northeast-2_ABCDEFGHI',
  USER_POOL_CLIENT_ID: 'client',
  RECORDING_CONFIGURATION_ARN:
    'arn:aws:ivs:ap-northeast-2:123456789012:recording-configuration/abcdefghijkl',
  LIVE_CHAT_ENDPOINT: 'wss://edge.ivschat.ap-northeast-2.amazonaws.com',
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-live-bundles-'));
});
afterAll(() => rm(directory, { recursive: true }));

const names = Object.keys(liveFunctionSeconds) as readonly LiveFunction[];
const bundleOf = (name: LiveFunction) => bundleFunction(`apps/live/src/${name}.ts`);

test.each(names)('%s is small', (name) => {
  const files = Object.entries(bundleOf(name)).map(([file, text]) => [file, strToU8(text)]);
  const { length } = zipSync(Object.fromEntries(files));
  expect([name, length, length <= largestZip[name]]).toEqual([name, length, true]);
});

test.each(names)('%s starts as Lambda starts it, with nothing beside it', async (name) => {
  const file = join(directory, `${name}.mjs`);
  await writeFile(file, bundleOf(name)['index.mjs'] ?? '');
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    console.log(typeof handler);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: directory, env: environment },
  );
  expect(stdout).toBe('function\n');
});
