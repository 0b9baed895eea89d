import { addressOf } from '../../../shared/api/addresses.ts';
import { peekHeadStart } from '../../../shared/api/head-start.ts';
import type { Playback, Video } from '../../../shared/api/types.ts';
import { parseShareTime } from '../../../shared/format/duration.ts';
import { buildEarlyPage } from './early-page.ts';
import { type OpenPlayer, openPlayer } from './open-player.ts';

let early: { readonly videoId: string; readonly opening: Promise<OpenPlayer> } | undefined;

/**
 * Shows and plays the video of a direct visit ahead of the page around it, from the answers that
 * `app/head-start.ts` asked for, in the place where the page will have its player.
 *
 * @returns a promise that resolves when the first picture is there, or when there will be none,
 *   which the page reports
 */
export async function startEarlyPlayer(videoId: string, language: string): Promise<void> {
  const opening = open(videoId, language);
  early = { videoId, opening };
  try {
    const { player } = await opening;
    await new Promise((resolve) => player.one(['loadeddata', 'error'], resolve));
  } catch {
    if (early?.opening === opening) early = undefined;
  }
}

/** The player made early for this video; each is given out once. */
export function takeEarlyPlayer(videoId: string): Promise<OpenPlayer> | undefined {
  if (early?.videoId !== videoId) return undefined;
  const { opening } = early;
  early = undefined;
  return opening;
}

/** Ends the early player if nobody took it. */
export function dropEarlyPlayer(videoId: string): void {
  void takeEarlyPlayer(videoId)?.then(
    ({ dispose }) => dispose(),
    () => undefined,
  );
}

async function open(videoId: string, language: string): Promise<OpenPlayer> {
  const [video, playback] = await Promise.all([
    answerOf<Video>('GET', addressOf('/videos/{id}', videoId)),
    answerOf<Playback>('POST', addressOf('/videos/{id}/playback', videoId)),
  ]);
  const linkedTime = parseShareTime(new URLSearchParams(location.search).get('t'));
  const opened = await openPlayer({ videoId, playback, language, linkedTime });
  const page = buildEarlyPage(video);
  document.body.append(page.element);
  opened.show(page.place);
  return {
    ...opened,
    show(place, label) {
      opened.show(place, label);
      page.element.remove();
    },
    dispose() {
      opened.dispose();
      page.element.remove();
    },
  };
}

/** A copy: the page around the player reads the answer again. */
async function answerOf<T>(method: string, path: string): Promise<T> {
  const answer = await peekHeadStart({ method, url: `${location.origin}${path}` });
  if (!answer?.ok) throw new Error(`${method} ${path} has no early answer`);
  return answer.json();
}
