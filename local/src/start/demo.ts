import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { makeDemoClip } from './demo-clip.ts';
import { SiteClient, SiteError } from './site-client.ts';

export interface DemoOptions {
  /** The site's origin. */
  readonly url: string;
  readonly creator: { readonly email: string; readonly password: string };
  /** Finds the path of the program that makes the clip. */
  readonly ffmpeg: () => Promise<string>;
  /** Remembers between starts how far the demo has come. */
  readonly stateFile: string;
  /** Where the clip is made; removed once it is published. */
  readonly clipPath: string;
  readonly log: (line: string) => void;
  /** Breaks it off; the next start takes it up. */
  readonly signal?: AbortSignal;
}

interface DemoState {
  readonly videoId: string;
  readonly done: boolean;
}

/** The clip is 20 s long: a machine that takes longer than this in ms has another trouble. */
const encodeTimeoutMs = 180_000;

/**
 * Publishes the demo video as its creator would, through the site. A start that was cut short is
 * taken up where it stopped; a demo that somebody has deleted stays deleted.
 */
export async function publishDemo(options: DemoOptions): Promise<void> {
  const state = await readState(options.stateFile);
  if (state?.done) return;
  const client = new SiteClient(options.url);
  await client.signIn(options.creator.email, options.creator.password);
  const videoId = state?.videoId ?? (await createVideo(client, options));
  try {
    await finish(client, videoId, options);
  } catch (error) {
    if (!(error instanceof SiteError && error.status === 404)) throw error;
  }
  await writeState(options.stateFile, { videoId, done: true });
  await rm(options.clipPath, { force: true });
}

async function createVideo(client: SiteClient, options: DemoOptions): Promise<string> {
  options.log('Making the demo video (only on the first start)');
  await makeClip(options);
  const videoId = await client.createVideo(options.clipPath, {
    title: 'Evening tide',
    description:
      'A slow sea at dusk. Tidecast made this clip on its first start and published it the way ' +
      'every video is: uploaded in parts, encoded, delivered as adaptive HLS.',
    visibility: 'public',
    fileName: 'evening-tide.mp4',
    contentType: 'video/mp4',
  });
  await writeState(options.stateFile, { videoId, done: false });
  return videoId;
}

async function finish(client: SiteClient, videoId: string, options: DemoOptions): Promise<void> {
  const { status } = await client.call<{ status: string }>('GET', `/videos/${videoId}`);
  if (status === 'uploading') {
    if (!existsSync(options.clipPath)) await makeClip(options);
    await client.upload(videoId, options.clipPath);
  }
  const settled = await client.settled(videoId, encodeTimeoutMs);
  if (settled.status === 'failed')
    options.log(`The demo video failed: ${settled.error?.message ?? 'no reason was given'}`);
}

async function makeClip({ ffmpeg, clipPath, signal }: DemoOptions): Promise<void> {
  await makeDemoClip(await ffmpeg(), clipPath, signal);
}

async function readState(path: string): Promise<DemoState | undefined> {
  if (!existsSync(path)) return undefined;
  return JSON.parse(await readFile(path, 'utf8')) as DemoState;
}

async function writeState(path: string, state: DemoState): Promise<void> {
  await writeFile(path, JSON.stringify(state));
}
