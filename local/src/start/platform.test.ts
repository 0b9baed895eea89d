import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { localAccount } from '../aws/service.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import type { PostedMessage } from '../slack/slack.ts';
import { alertTopicName } from './names.ts';
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

/** Waits for a message that says so, as a person looking at the channel would. */
function slackMessage(words: string): Promise<PostedMessage> {
  return until(async () => {
    const response = await fetch(`${platform.url}/local/slack`);
    const messages = (await response.json()) as PostedMessage[];
    return messages.find((message) => JSON.stringify(message).includes(words));
  }, `a message with ${words}`);
}

test('takes an alarm from the alert topic to Slack, once', async () => {
  const client = new SNSClient({
    endpoint: platform.awsUrl,
    region: localAccount.region,
    credentials: localAccount,
  });
  const alarm = (name: string) =>
    client.send(
      new PublishCommand({
        TopicArn: `arn:aws:sns:ap-northeast-2:000000000000:${alertTopicName}`,
        Subject: `ALARM: ${name}`,
        Message: JSON.stringify({
          AlarmName: name,
          NewStateValue: 'ALARM',
          NewStateReason: 'Threshold Crossed: 1 datapoint [3.0] was greater than <0>.',
          OldStateValue: 'OK',
          StateChangeTime: '2026-01-31T08:00:00.000+0000',
        }),
      }),
    );
  // The second one is the same transition in a message of its own.
  for (const name of ['dead-letters', 'dead-letters', 'later']) await alarm(name);
  const message = await slackMessage('dead-letters');
  expect(message.blocks).toMatchObject([
    { type: 'header', text: { text: '🔴 ALARM: dead-letters' } },
    { type: 'section', text: { text: expect.stringContaining('greater than &lt;0&gt;') } },
    { type: 'context' },
  ]);
  await slackMessage('later');
  const all = await (await fetch(`${platform.url}/local/slack`)).text();
  expect(all.match(/ALARM: dead-letters"/g)).toHaveLength(1);
  client.destroy();
});

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

  await again.call('PATCH', `/videos/${videoId}`, { visibility: 'public' });
  const message = await slackMessage('Two seconds');
  const picture = message.blocks.find((block) => block.type === 'image');
  expect((await fetch(String(picture?.image_url))).headers.get('content-type')).toBe('image/jpeg');
});

test('refuses a second platform on the same data', async () => {
  await expect(start()).rejects.toThrow('is running on');
});
