import './no-dynamic-style.ts';
import 'video.js/dist/video-js.css';
import 'videojs-contrib-quality-menu/dist/videojs-contrib-quality-menu.css';
import './player.css';
import videojs from 'video.js';
import koreanTexts from 'video.js/dist/lang/ko.json';
import 'videojs-contrib-quality-menu';
import type { Playback } from '../../../shared/api/types.ts';
import { actionForKey, type PlayerAction } from './keyboard.ts';
import { performAction, speeds } from './perform-action.ts';
import { attachStoryboardPreview } from './storyboard-preview.ts';
import type { VideoJsPlayer } from './video-js-player.ts';

videojs.addLanguage('ko', {
  ...koreanTexts,
  Quality: '화질',
  Auto: '자동',
  'Playback Rate': '재생 속도',
  'Picture-in-Picture': 'PIP 모드',
  'Exit Picture-in-Picture': 'PIP 모드 종료',
});

/** video.js with all of the above: what plays live shares this file, which is by far the largest. */
export const library = videojs;

/** Lets the keyboard steer a player. Returns the way to end that. */
export function listenToKeys(
  player: VideoJsPlayer,
  except: readonly PlayerAction['type'][] = [],
): () => void {
  const onKey = (event: KeyboardEvent) => {
    const action = event.defaultPrevented ? undefined : actionForKey(event);
    if (!action || except.includes(action.type)) return;
    event.preventDefault();
    performAction(player, action);
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

export interface PlayerOptions {
  /** Emptied element the player fills. */
  container: HTMLElement;
  playback: Playback;
  language: string;
  /** Seconds to start at. */
  startAt: number;
}

/** Why playback stopped, in terms a person can act on. */
export type PlaybackFailure = 'network' | 'decode' | 'access';

export interface PlayerHandle {
  readonly player: VideoJsPlayer;
  /** Loads the same video again, at the same place. */
  reload(playback: Playback): void;
  dispose(): void;
}

/** Makes a player that fills its container and loads the video. */
export function createPlayer(options: PlayerOptions): PlayerHandle {
  const { container, playback, startAt } = options;
  const element = document.createElement('video-js');
  container.append(element);

  const player = videojs(element, {
    controls: true,
    fill: true,
    preload: 'auto',
    playsinline: true,
    language: options.language,
    playbackRates: [...speeds],
    // The page explains errors itself, in its own words and with a way on.
    errorDisplay: false,
    // A playlist that still grows has a seek bar too: video.js reserves that for its live display.
    liveui: true,
    liveTracker: { trackingThreshold: 0 },
    userActions: { hotkeys: false },
    html5: {
      vhs: {
        // The first picture matters more than its sharpness: start low, climb within seconds.
        enableLowInitialPlaylist: true,
        limitRenditionByPlayerDimensions: true,
        useDevicePixelRatio: true,
      },
    },
    controlBar: {
      volumePanel: { inline: true },
      pictureInPictureToggle: true,
      children: [
        'playToggle',
        'volumePanel',
        'currentTimeDisplay',
        'timeDivider',
        'durationDisplay',
        'progressControl',
        'customControlSpacer',
        'subsCapsButton',
        'audioTrackButton',
        'playbackRateMenuButton',
        'pictureInPictureToggle',
        'fullscreenToggle',
      ],
    },
  });
  (player as VideoJsPlayer & { qualityMenu: (options?: object) => void }).qualityMenu();

  load(player, playback, startAt);
  const preview = previewFor(player);
  const { storyboardUrl } = playback;
  if (storyboardUrl) player.one('loadeddata', () => void preview?.load(storyboardUrl));

  const stopListening = listenToKeys(player);

  return {
    player,
    reload(renewed) {
      const position = player.currentTime() ?? 0;
      player.error(null as unknown as undefined);
      load(player, renewed, position);
      void player.play()?.catch(() => undefined);
    },
    dispose() {
      stopListening();
      preview?.dispose();
      player.dispose();
    },
  };
}

function load(player: VideoJsPlayer, playback: Playback, startAt: number): void {
  player.src({ src: playback.hlsUrl, type: 'application/vnd.apple.mpegurl' });
  player.one('loadedmetadata', () => {
    for (const { language, label, url } of playback.captions) {
      player.addRemoteTextTrack({ kind: 'captions', srclang: language, label, src: url }, false);
    }
    // While it is encoded a video looks like a live stream, which would start at its end.
    player.one('loadeddata', () => {
      const position = player.currentTime() ?? 0;
      if (startAt > 0 || (player.duration() === Number.POSITIVE_INFINITY && position > 1)) {
        player.currentTime(startAt);
      }
    });
  });
}

function previewFor(player: VideoJsPlayer) {
  const bar = player.$('.vjs-progress-holder');
  if (!(bar instanceof HTMLElement)) return undefined;
  return attachStoryboardPreview({
    bar,
    duration: () => {
      const duration = player.duration() ?? 0;
      const seekable = player.seekable();
      return Number.isFinite(duration) || seekable.length === 0 ? duration : seekable.end(0);
    },
  });
}

/** MediaError codes: 1 aborted, 2 network, 3 decode, 4 source not supported (or refused). */
export function failureOf(player: VideoJsPlayer): PlaybackFailure {
  const error = player.error();
  if (error?.code === 3) return 'decode';
  return error?.code === 4 ? 'access' : 'network';
}
