import type { PlayerAction } from './keyboard.ts';
import { liveTrackerOf, type VideoJsPlayer } from './video-js-player.ts';

/** Playback speeds on offer. */
export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** Does to the player what a key asks for. */
export function performAction(player: VideoJsPlayer, action: PlayerAction): void {
  player.userActive(true);
  switch (action.type) {
    case 'toggle-play':
      if (player.paused()) void player.play()?.catch(() => undefined);
      else player.pause();
      break;
    case 'mute':
      player.muted(!player.muted());
      break;
    case 'fullscreen':
      void (player.isFullscreen() ? player.exitFullscreen() : player.requestFullscreen());
      break;
    case 'picture-in-picture':
      void togglePictureInPicture(player);
      break;
    case 'captions':
      toggleCaptions(player);
      break;
    case 'seek':
      seek(player, (player.currentTime() ?? 0) + action.by);
      break;
    case 'seek-to':
      seek(player, seekableStart(player) + action.fraction * seekableLength(player));
      break;
    case 'volume':
      player.volume(Math.min(1, Math.max(0, (player.volume() ?? 1) + action.by)));
      if (action.by > 0) player.muted(false);
      break;
    case 'speed':
      player.playbackRate(nextSpeed(player.playbackRate() ?? 1, action.by));
      break;
  }
}

/** Where there is nothing, to the nearest that there is. */
function seek(player: VideoJsPlayer, seconds: number): void {
  const start = seekableStart(player);
  const tracker = liveTrackerOf(player);
  if (tracker.isLive()) tracker.nextSeekedFromUser();
  player.currentTime(Math.max(start, Math.min(start + seekableLength(player), seconds)));
}

/** A live stream begins where its oldest segment does. */
function seekableStart(player: VideoJsPlayer): number {
  const ranges = player.seekable();
  return ranges.length > 0 ? ranges.start(0) : 0;
}

function seekableLength(player: VideoJsPlayer): number {
  const ranges = player.seekable();
  const end = ranges.length > 0 ? ranges.end(ranges.length - 1) : (player.duration() ?? 0);
  return end - seekableStart(player);
}

function nextSpeed(current: number, by: number): number {
  const at = speeds.findIndex((speed) => speed >= current);
  return speeds[Math.min(speeds.length - 1, Math.max(0, at + by))] ?? 1;
}

async function togglePictureInPicture(player: VideoJsPlayer): Promise<void> {
  if (!document.pictureInPictureEnabled) return;
  try {
    await (player.isInPictureInPicture()
      ? player.exitPictureInPicture()
      : player.requestPictureInPicture());
  } catch {
    // The browser wants a click, or nothing has been shown yet: nothing to do.
  }
}

/** Off, or on again in the language shown last. */
function toggleCaptions(player: VideoJsPlayer): void {
  const list = player.textTracks() as unknown as ArrayLike<TextTrack>;
  const tracks = Array.from(list).filter(({ kind }) => kind === 'captions' || kind === 'subtitles');
  const shown = tracks.find(({ mode }) => mode === 'showing');
  if (shown) {
    shown.mode = 'disabled';
    return;
  }
  const language = player.language() ?? '';
  const wanted = tracks.find((track) => track.language.startsWith(language)) ?? tracks[0];
  if (wanted) wanted.mode = 'showing';
}
