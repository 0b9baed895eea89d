import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { ApiClient } from '../../../e2e/src/api-client.ts';
import { findBinaries } from '../../../local/src/ffmpeg/binaries.ts';

export interface UploadOptions {
  /** Where the site is served on this machine. */
  readonly siteUrl: string;
  /** What visitors call it. */
  readonly origin: string;
  /** The clip: made there if there is none. */
  readonly clipPath: string;
  /** Milliseconds that the encode may take; 5 minutes if it is not said. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** What an upload has shown, from a person's first visit to the video in their player. */
export interface Upload {
  /** Of the account that it was uploaded by. */
  readonly email: string;
  readonly password: string;
  readonly videoId: string;
  readonly status: 'ready';
  /** Heights of the renditions, the largest first. */
  readonly rungs: readonly number[];
  /** Milliseconds from the whole upload to ready. */
  readonly readyAfterMs: number;
  /** The playlist that the player starts from. */
  readonly hlsUrl: string;
  readonly playlist: string;
  /** Bytes of the first segment, got with the same cookies. */
  readonly segmentBytes: number;
  /** What the site answers to somebody without cookies. */
  readonly withoutCookies: number;
}

const usualLimit = 300_000;
const requestLimit = 30_000;
const clipLimit = 60_000;

/**
 * Signs up with the code from the mail, uploads a clip part by part, waits until it is ready and plays
 * its beginning: all through the site, as the page does it.
 *
 * @throws Error saying what failed, when the video fails or a playlist leads nowhere
 */
export async function uploadAndPlay(options: UploadOptions): Promise<Upload> {
  const { siteUrl, origin, clipPath, limitMs = usualLimit, signal } = options;
  if (!existsSync(clipPath)) await makeClip(clipPath, signal);
  const client = new ApiClient(siteUrl, origin);
  const { email, password } = await client.signUp('Rehearsal');
  const videoId = await client.publish(clipPath, {
    title: 'Rehearsal',
    visibility: 'public',
    fileName: 'rehearsal.mp4',
    contentType: 'video/mp4',
  });
  const uploaded = performance.now();
  const video = await client.settled(videoId, limitMs);
  const readyAfterMs = Math.round(performance.now() - uploaded);
  if (video.status !== 'ready')
    throw new Error(`the video is ${video.status}: ${video.error?.message ?? 'no reason given'}`);

  const { hlsUrl } = await client.startPlayback(videoId);
  const playlist = await textAt(client, hlsUrl);
  const rendition = firstUri(playlist, hlsUrl);
  const segment = firstUri(await textAt(client, rendition), rendition);
  const response = await get(client, segment);
  const segmentBytes = (await response.arrayBuffer()).byteLength;
  const stranger = await fetch(new URL(hlsUrl, siteUrl), {
    signal: AbortSignal.timeout(requestLimit),
  });
  await stranger.body?.cancel();
  return {
    email,
    password,
    videoId,
    status: video.status,
    rungs: (video.media?.renditions ?? []).map(({ rung }) => rung),
    readyAfterMs,
    hlsUrl,
    playlist,
    segmentBytes,
    withoutCookies: stranger.status,
  };
}

/** Six seconds with a tone, small enough to be encoded beside a whole cluster. */
async function makeClip(path: string, signal?: AbortSignal): Promise<void> {
  const { ffmpeg } = await findBinaries();
  await promisify(execFile)(
    ffmpeg.path,
    [
      ...['-nostdin', '-v', 'error', '-y'],
      ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30:duration=6'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:duration=6'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', path],
    ],
    { timeout: clipLimit, ...(signal && { signal }) },
  );
}

async function get(client: ApiClient, path: string): Promise<Response> {
  const response = await client.fetch(path, { signal: AbortSignal.timeout(requestLimit) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}

async function textAt(client: ApiClient, path: string): Promise<string> {
  return (await get(client, path)).text();
}

/** The first address in a playlist, as a path of the site. */
function firstUri(playlist: string, path: string): string {
  const uri = playlist.split('\n').find((line) => line !== '' && !line.startsWith('#'));
  if (uri === undefined) throw new Error(`the playlist ${path} names nothing`);
  // Only its path is looked at.
  return new URL(uri, new URL(path, 'http://site')).pathname;
}
