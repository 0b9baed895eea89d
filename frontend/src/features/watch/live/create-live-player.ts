import type { Player as IvsPlayer } from 'amazon-ivs-player';
import type { VideoJsPlayer } from '../player/video-js-player.ts';
import { anchorOf, latencyAt, type TimedSegment } from './latency.ts';
import { isIvsPlayback } from './playback-kind.ts';

export interface LivePlayerOptions {
  /** Emptied element the player fills. */
  container: HTMLElement;
  playbackUrl: string;
  language: string;
  /** Says what it is to whoever cannot see it. */
  label: string;
}

/** video.js's own bookkeeping of the live edge, which its types leave out. */
interface LiveTracker {
  behindLiveEdge(): boolean;
  /** Seconds of the player. */
  liveCurrentTime(): number;
  seekToLiveEdge(): void;
}

export interface LivePlayer {
  readonly player: VideoJsPlayer & { readonly liveTracker: LiveTracker };
  /** Whether the engine catches up by itself. */
  readonly catchesUp: boolean;
  /** Seconds from the camera to the picture; undefined while it cannot be known. */
  latency(): number | undefined;
  /** Loads the stream again, at its live edge. */
  reload(): void;
  dispose(): void;
}

/** video.js's tech with its HLS engine, as far as it is read here. */
interface HlsTech {
  vhs?: { playlists?: { media(): { segments?: readonly TimedSegment[] } | undefined } };
}

/** Makes a player that starts at the live edge. Rejects where its code cannot be had. */
export async function createLivePlayer(options: LivePlayerOptions): Promise<LivePlayer> {
  const { container, playbackUrl } = options;
  const isIvs = isIvsPlayback(playbackUrl);
  const [{ library, listenToKeys }, ivs] = await Promise.all([
    import('../player/create-player.ts'),
    isIvs ? import('./ivs-tech.ts') : undefined,
  ]);
  ivs?.registerIvs(library);

  const element = document.createElement('video-js');
  container.append(element);
  const player = library(element, {
    ...(ivs && { techOrder: [ivs.ivsTech] }),
    controls: true,
    fill: true,
    preload: 'auto',
    playsinline: true,
    autoplay: 'any',
    language: options.language,
    errorDisplay: false,
    liveui: true,
    liveTracker: { trackingThreshold: 0, liveTolerance: 6 },
    userActions: { hotkeys: false },
    html5: {
      vhs: { llhls: true, limitRenditionByPlayerDimensions: true, useDevicePixelRatio: true },
    },
    controlBar: {
      volumePanel: { inline: true },
      children: [
        'playToggle',
        'volumePanel',
        'seekToLive',
        'progressControl',
        'customControlSpacer',
        'pictureInPictureToggle',
        'fullscreenToggle',
      ],
    },
  });
  if (!isIvs) {
    (player as VideoJsPlayer & { qualityMenu: (options?: object) => void }).qualityMenu();
  }
  player.el().setAttribute('aria-label', options.label);
  const load = () => player.src({ src: playbackUrl, type: 'application/vnd.apple.mpegurl' });
  load();

  // At the live edge there is no faster.
  const stopListening = listenToKeys(player, ['speed']);

  return {
    player: player as LivePlayer['player'],
    catchesUp: isIvs,
    latency: () => (ivs ? ivsLatency(ivs.ivsPlayerOf(player)) : hlsLatency(player)),
    reload() {
      player.error(null as unknown as undefined);
      load();
      void player.play()?.catch(() => undefined);
    },
    dispose() {
      stopListening();
      player.dispose();
    },
  };
}

function ivsLatency(player: IvsPlayer | undefined): number | undefined {
  const seconds = player?.getLiveLatency() ?? 0;
  return seconds > 0 ? seconds : undefined;
}

function hlsLatency(player: VideoJsPlayer): number | undefined {
  const position = player.currentTime() ?? 0;
  const { vhs } = player.tech(true) as unknown as HlsTech;
  const anchor = anchorOf(vhs?.playlists?.media()?.segments ?? []);
  return anchor && latencyAt(anchor, position, Date.now());
}
