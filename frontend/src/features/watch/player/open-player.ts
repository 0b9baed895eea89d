import type { Playback } from '../../../shared/api/types.ts';
import type { PlaybackFailure, PlayerHandle } from './create-player.ts';
import { resumePosition } from './resume.ts';

export interface PlayerRequest {
  videoId: string;
  playback: Playback;
  language: string;
  /** Seconds asked for by the link; undefined to go on where the video was left. */
  linkedTime: number | undefined;
}

/** A player that loads its video out of sight until it is shown. */
export interface OpenPlayer extends PlayerHandle {
  /** Seconds it starts at. */
  readonly startAt: number;
  /** True where it goes on from an earlier visit. */
  readonly resumed: boolean;
  failure(): PlaybackFailure;
  /**
   * Moves the player into its place, where it plays; from one place to another it goes on as it was.
   *
   * @param label - label for screen readers; video.js's own words by default
   */
  show(place: HTMLElement, label?: string): void;
}

/** Fetches the player's code and makes one. Rejects where the code cannot be had. */
export async function openPlayer(request: PlayerRequest): Promise<OpenPlayer> {
  const { videoId, playback, language, linkedTime } = request;
  const { createPlayer, failureOf } = await import('./create-player.ts');
  const saved = resumePosition(videoId);
  const startAt = linkedTime ?? saved;
  const stage = document.createElement('div');
  // In the document already: video.js wants to know its size, and warns where it has none.
  stage.className = 'player-wings';
  document.body.append(stage);
  const handle = createPlayer({ container: stage, playback, language, startAt });
  return {
    ...handle,
    startAt,
    resumed: linkedTime === undefined && saved > 0,
    failure: () => failureOf(handle.player),
    show(place, label) {
      const inWings = stage.className === 'player-wings';
      const plays = inWings
        ? !matchMedia('(prefers-reduced-motion: reduce)').matches
        : !handle.player.paused();
      stage.className = 'player-stage';
      move(stage, place);
      if (label) handle.player.el().setAttribute('aria-label', label);
      // Where the browser forbids it, the play button says so.
      if (plays) void handle.player.play()?.catch(() => undefined);
    },
    dispose() {
      handle.dispose();
      stage.remove();
    },
  };
}

/** Without a stop where the browser can; elsewhere a video pauses when it is moved. */
function move(element: HTMLElement, place: HTMLElement & { moveBefore?: MoveBefore }): void {
  if (place.moveBefore && place.isConnected) place.moveBefore(element, null);
  else place.append(element);
}

/** DOM Standard, not in TypeScript's library yet. */
type MoveBefore = (node: Node, before: Node | null) => void;
