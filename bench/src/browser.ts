import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { ApiClient } from '../../e2e/src/api-client.ts';

/** Debian's, where it is; elsewhere the one that Playwright installs. */
const debianChromium = '/usr/bin/chromium';

/** Chromium without what would disturb a measurement. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** A fresh profile's page, with the session and permissions that the client holds. */
export async function newPage(browser: Browser, origin: string, client?: ApiClient): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookies = [...(client?.cookies ?? [])].map(([name, value]) => ({
    name,
    value,
    url: origin,
  }));
  if (cookies.length > 0) await context.addCookies(cookies);
  await context.addInitScript(noteFirstFrame);
  return context.newPage();
}

/** When a page showed the first frame of its video. */
export interface FirstFrame {
  /** Unix milliseconds. */
  readonly at: number;
  /** Milliseconds since the navigation began. */
  readonly afterNavigation: number;
}

/** Waits for the page's first frame of video; presses play where the page does not. */
export async function firstFrame(page: Page, limitMs: number): Promise<FirstFrame> {
  const handle = await page.waitForFunction(readFirstFrame, undefined, { timeout: limitMs });
  const found = await handle.jsonValue();
  if (!found) throw new Error('the page lost its first frame');
  return found;
}

interface BenchWindow {
  benchFirstFrame?: FirstFrame;
}

function readFirstFrame(): FirstFrame | undefined {
  return (globalThis as BenchWindow).benchFirstFrame;
}

/** Runs in the page before its own scripts. */
function noteFirstFrame(): void {
  interface Video {
    muted: boolean;
    paused: boolean;
    play(): Promise<void>;
    addEventListener(name: string, listener: () => void): void;
    requestVideoFrameCallback(callback: () => void): void;
    checkVisibility(options: { visibilityProperty: boolean }): boolean;
  }
  const { document, MutationObserver } = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Video> };
    MutationObserver: new (
      callback: () => void,
    ) => { observe(target: unknown, options: object): void };
  };
  const seen = new Set<Video>();
  const watch = (video: Video) => {
    seen.add(video);
    const play = () => {
      video.muted = true;
      if (video.paused) video.play().catch(() => {});
    };
    const onFrame = () => {
      // A frame that nobody can see yet is none.
      if (!video.checkVisibility({ visibilityProperty: true })) {
        video.requestVideoFrameCallback(onFrame);
        return;
      }
      const afterNavigation = performance.now();
      const at = performance.timeOrigin + afterNavigation;
      (globalThis as BenchWindow).benchFirstFrame ??= { at, afterNavigation };
    };
    video.requestVideoFrameCallback(onFrame);
    video.addEventListener('loadedmetadata', play);
    play();
  };
  const find = () => {
    for (const video of document.querySelectorAll('video')) if (!seen.has(video)) watch(video);
  };
  new MutationObserver(find).observe(document, { childList: true, subtree: true });
}
