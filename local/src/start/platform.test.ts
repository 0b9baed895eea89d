import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { type Platform, startPlatform } from './platform.ts';
import { SiteClient } from './site-client.ts';

const execute = promisify(execFile);

let directory: string;
let platform: Platform;
const shown: string[] = [];

const start = () =>
  startPlatform({
    port: 0,
    awsPort: 0,
    dataDir: join(directory, 'data'),
    demo: false,
    page: false,
    onLog: (line) => shown.push(line),
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-platform-'));
  platform = await start();
});
afterAll(async () => {
  await platform.close();
  await rm(directory, { recursive: true });
});

async function makeClip(): Promise<string> {
  const path = join(directory, 'clip.mp4');
  const { ffmpeg } = await findBinaries();
  await execute(ffmpeg.path, [
    ...['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=2'],
    ...['-f', 'lavfi', '-i', 'sine=d=2', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', path],
  ]);
  return path;
}

/** A confirmed account, signed in. */
async function signUp(email: string): Promise<SiteClient> {
  const client = new SiteClient(platform.url);
  const password = 'Spring-tide-9';
  await client.call('POST', '/auth/sign-up', { email, password, displayName: 'Ebb' });
  const [mail] = platform.mailbox.list(email);
  await client.call('POST', '/auth/confirm', { email, code: mail?.code });
  await client.signIn(email, password);
  return client;
}

test('takes a video from sign-up to playback, and finds it again after a restart', async () => {
  const clip = await makeClip();
  const client = await signUp('ebb@tidecast.test');
  expect(shown.some((line) => /^mail to ebb@tidecast\.test: .*\d{6}$/.test(line))).toBe(true);
  const videoId = await client.createVideo(clip, {
    title: 'Two seconds',
    visibility: 'private',
    fileName: 'clip.mp4',
    contentType: 'video/mp4',
  });
  expect(await client.upload(videoId, clip)).toBe(true);
  expect(await client.settled(videoId, 45_000)).toMatchObject({ status: 'ready', error: null });

  await platform.close();
  platform = await start();
  const again = new SiteClient(platform.url);
  await again.signIn('ebb@tidecast.test', 'Spring-tide-9');
  const playback = await fetch(`${platform.url}/api/videos/${videoId}/playback`, {
    method: 'POST',
    headers: { origin: platform.url, cookie: again.cookie },
  });
  const { hlsUrl } = (await playback.json()) as { hlsUrl: string };
  const cookie = playback.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const playlist = await fetch(platform.url + hlsUrl, { headers: { cookie } });
  expect(await playlist.text()).toMatch(/^#EXTM3U[\s\S]*\.m3u8/);
  expect((await fetch(platform.url + hlsUrl)).status).toBe(403);
});

test('refuses a second platform on the same data', async () => {
  await expect(start()).rejects.toThrow('is running on');
});
