import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Plays } from './expectation.ts';

/** What is read of the page's video element. */
interface MediaState {
  readonly currentTime: number;
  readonly ended: boolean;
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly error: string | null;
  /** Bytes of sound that were decoded. */
  readonly soundBytes: number;
  /** Darkest and brightest of a few points of the picture, 0 to 255. */
  readonly brightness: readonly [darkest: number, brightest: number];
}

/** How long a few seconds of video may take to show a moving picture on a busy machine. */
const playLimitMs = 30_000;
/** Playback is proven once the clock has moved this far, or to the end of a shorter film. */
const provenAfterSeconds = 0.4;
/** Players show a rung of the ladder, rounded to even sides. */
const shapeTolerance = 0.02;
/** The test picture has black and bright fields; a broken conversion leaves one colour. */
const leastContrast = 60;

/** Plays a ready video in the watch page; says what is wrong, or nothing. */
export async function playbackComplaints(
  page: Page,
  videoId: string,
  expected: Plays,
): Promise<string[]> {
  await page.goto(`/watch/${videoId}`);
  const video = page.locator('video');
  await video.waitFor({ state: 'attached', timeout: playLimitMs });
  const deadline = Date.now() + playLimitMs;
  let state: MediaState | undefined;
  do {
    state = await video.evaluate(playAndRead);
    if (state.error) return [`does not play: ${state.error}`];
    if (isProven(state, expected)) return pictureComplaints(state, expected);
    await delay(pollEveryMs);
  } while (Date.now() < deadline);
  return [`does not play: after ${playLimitMs / 1000} s ${JSON.stringify(state)}`];
}

const pollEveryMs = 100;

/** Runs in the page. Presses play where autoplay has not, and muted, so that none can refuse. */
function playAndRead(element: unknown): MediaState {
  const video = element as {
    muted: boolean;
    paused: boolean;
    play(): Promise<void>;
    currentTime: number;
    ended: boolean;
    videoWidth: number;
    videoHeight: number;
    error: { code: number; message: string } | null;
    webkitAudioDecodedByteCount: number;
  };
  video.muted = true;
  if (video.paused && !video.ended) video.play().catch(() => {});
  const { currentTime, ended, videoWidth, videoHeight, error } = video;
  const { document } = globalThis as unknown as {
    document: { createElement(name: string): Canvas };
  };
  interface Canvas {
    width: number;
    height: number;
    getContext(kind: '2d'): {
      drawImage(image: unknown, x: number, y: number, width: number, height: number): void;
      getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
    };
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  const context = canvas.getContext('2d');
  if (videoWidth > 0) context.drawImage(video, 0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  // Green stands for brightness: it makes up most of it.
  const greens = data.filter((_, index) => index % 4 === 1);
  return {
    currentTime,
    ended,
    videoWidth,
    videoHeight,
    error: error && `${error.code} ${error.message}`,
    soundBytes: video.webkitAudioDecodedByteCount,
    brightness: [Math.min(...greens), Math.max(...greens)],
  };
}

function isProven(state: MediaState, { duration }: Plays): boolean {
  if (state.videoWidth === 0) return false;
  // A single frame has no time to move through: that it is shown is all there is.
  const isStill = duration < 0.1;
  return isStill || state.ended || state.currentTime >= provenAfterSeconds;
}

function pictureComplaints(state: MediaState, expected: Plays): string[] {
  const { videoWidth, videoHeight, soundBytes, brightness } = state;
  const { display, sound } = expected;
  const skew = videoWidth / videoHeight / (display.width / display.height);
  return [
    ...(Math.abs(skew - 1) > shapeTolerance
      ? [`plays as ${videoWidth}x${videoHeight}: another shape than the source`]
      : []),
    ...(brightness[1] - brightness[0] < leastContrast
      ? [`the picture is blank: brightness from ${brightness[0]} to ${brightness[1]}`]
      : []),
    ...(sound && soundBytes === 0 ? ['plays without its sound'] : []),
  ];
}
