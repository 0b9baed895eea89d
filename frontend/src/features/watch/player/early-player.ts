import type { Playback } from '../../../shared/api/types.ts';
import { parseShareTime } from '../../../shared/format/duration.ts';
import { type OpenPlayer, openPlayer } from './open-player.ts';

let early: { readonly videoId: string; readonly opening: Promise<OpenPlayer> } | undefined;

/**
 * Makes the player of a direct visit ahead of the page around it, so that the first segments arrive
 * while React still boots. It neither shows nor plays before the page takes it.
 *
 * @returns a promise that is kept when the first picture is there, and also when none will be: then
 * the page tells. Work done before then only stands in the picture's way.
 */
export function startEarlyPlayer(
  videoId: string,
  playback: Promise<Playback>,
  language: string,
): Promise<unknown> {
  const linkedTime = parseShareTime(new URLSearchParams(location.search).get('t'));
  const opening = playback.then((granted) =>
    openPlayer({ videoId, playback: granted, language, linkedTime }),
  );
  early = { videoId, opening };
  return opening.then(
    ({ player }) => new Promise((resolve) => player.one(['loadeddata', 'error'], resolve)),
    () => {
      if (early?.opening === opening) early = undefined;
    },
  );
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
