import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../../local/src/start/ports.ts';
import { SiteClient } from '../../local/src/start/site-client.ts';
import { makeClip } from '../src/clip.ts';
import { type PlatformProcess, startPlatformProcess } from '../src/platform-process.ts';

const creator = { email: 'creator@tidecast.test', password: 'Tidecast-demo-1' };
/** Enough for several parts, which S3 takes from 5 MiB on. */
const paddingBytes = 64 * 1024 * 1024;

let directory: string;
let platform: PlatformProcess | undefined;
test.beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-restart-'));
});
test.afterEach(async () => {
  await platform?.stop();
  await rm(directory, { recursive: true });
});

test('kill -9 in the middle of an upload and of an encode loses nothing', async () => {
  test.setTimeout(300_000);
  const clip = join(directory, 'clip.mp4');
  await makeClip(clip, { seconds: 40, paddingBytes });
  const [port, awsPort] = [await freePort(), await freePort()];
  const start = async () => {
    platform = await startPlatformProcess({ dataDir: join(directory, 'data'), port, awsPort });
    const client = new SiteClient(platform.url);
    await client.signIn(creator.email, creator.password);
    return { running: platform, client };
  };

  const first = await start();
  const videoId = await first.client.createVideo(clip, {
    title: 'Storm',
    visibility: 'public',
    fileName: 'storm.mp4',
    contentType: 'video/mp4',
  });
  let killed: Promise<void> | undefined;
  const broken = first.client.upload(videoId, clip, () => {
    killed ??= first.running.kill();
    return true;
  });
  await expect(broken).rejects.toThrow();
  await killed;

  const second = await start();
  const { parts, partCount } = await second.client.call<{ parts: unknown[]; partCount: number }>(
    'GET',
    `/videos/${videoId}/upload`,
  );
  expect(parts.length).toBeGreaterThanOrEqual(1);
  const sent: number[] = [];
  await second.client.upload(videoId, clip, (partNumber) => sent.push(partNumber) > 0);
  expect(sent).toHaveLength(partCount - parts.length);
  await expect
    .poll(() => second.client.call('GET', `/videos/${videoId}`), { timeout: 60_000 })
    .toMatchObject({ status: 'processing' });
  await second.running.kill();

  const third = await start();
  expect(await third.client.settled(videoId, 120_000)).toMatchObject({ status: 'ready' });
  expect(await third.running.stop()).toBeLessThan(5_000);
});
