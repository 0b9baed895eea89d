import type { PlayerAction } from '../player/keyboard.ts';
import { liveTrackerOf, type VideoJsPlayer } from '../player/video-js-player.ts';
import { anchorOf, latencyAt, type TimedSegment } from './latency.ts';
import type { LiveEvent, LivePlayer } from './live-player.ts';
import { isIvsPlayback } from './playback-kind.ts';

export interface LivePlayerOptions {
  /** Emptied element the player fills. */
  container: HTMLElement;
  playbackUrl: string;
  language: string;
  /** Label for screen readers. */
  label: string;
}

/** video.js's tech with its HLS engine, as far as it is read here. */
interface HlsTech {
  vhs?: { playlists?: { media(): { segments?: readonly TimedSegment[] } | undefined } };
}

/** What each event is called in video.js. */
const eventNames: Readonly<Record<LiveEvent, readonly string[]>> = {
  play: ['play'],
  pause: ['pause'],
  waiting: ['waiting'],
  broken: ['error', 'ended'],
};

/** At the live edge there is no faster. */
const noSpeed: readonly PlayerAction['type'][] = ['speed'];
/** IVS keeps nothing to go back to. */
const noSeeking: readonly PlayerAction['type'][] = ['speed', 'seek', 'seek-to'];

const playerCode = () => import('../player/create-player.ts');
// By far the largest file: it comes beside the page, whatever the channel's state turns out to be.
playerCode().catch(() => undefined);

/** Makes a player that starts at the live edge. Rejects where its code cannot be had. */
export async function createLivePlayer(options: LivePlayerOptions): Promise<LivePlayer> {
  const { container, playbackUrl } = options;
  const isIvs = isIvsPlayback(playbackUrl);
  const [{ library, listenToKeys }, ivs] = await Promise.all([
    playerCode(),
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
    // The IVS player knows no other word, and mutes itself where it must (`ivs-tech.ts`).
    autoplay: ivs ? true : 'any',
    language: options.language,
    errorDisplay: false,
    liveui: true,
    // `follow-live.ts` decides how far behind is too far: here only the viewer leaves the edge.
    liveTracker: { trackingThreshold: 0, liveTolerance: Number.POSITIVE_INFINITY },
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
        ...(ivs ? [] : ['progressControl']),
        'customControlSpacer',
        'pictureInPictureToggle',
        'fullscreenToggle',
      ],
    },
  });
  if (!ivs) {
    (player as VideoJsPlayer & { qualityMenu: (options?: object) => void }).qualityMenu();
  }
  player.el().setAttribute('aria-label', options.label);
  const load = () => player.src({ src: playbackUrl, type: 'application/vnd.apple.mpegurl' });
  const broken = new Set<() => void>();
  ivs?.watchIvs(player, () => {
    for (const tell of broken) tell();
  });
  load();

  const stopListening = listenToKeys(player, ivs ? noSeeking : noSpeed);
  const tracker = liveTrackerOf(player);
  const position = () => player.currentTime() ?? 0;
  const edge = () => {
    const ranges = player.seekable();
    const end = ranges.length > 0 ? ranges.end(ranges.length - 1) : Number.NaN;
    return Number.isFinite(end) ? end : undefined;
  };

  return {
    catchesUp: isIvs,
    position,
    bufferedAhead: () => bufferedAhead(player, position()),
    paused: () => player.paused(),
    seeking: () => player.seeking(),
    soughtBack: () => tracker.isLive() && tracker.behindLiveEdge() && !player.paused(),
    latency: () => (ivs ? ivs.ivsLatency(player) : hlsLatency(player, position())),
    behindEdge: () => {
      const end = edge();
      return end === undefined ? undefined : end - position();
    },
    setRate(rate) {
      if (player.playbackRate() !== rate) player.playbackRate(rate);
    },
    skipAhead(seconds) {
      player.currentTime(Math.min(position() + seconds, edge() ?? Number.POSITIVE_INFINITY));
    },
    reload() {
      player.error(null as unknown as undefined);
      load();
      void player.play()?.catch(() => undefined);
    },
    on(event, listener) {
      player.on([...eventNames[event]], listener);
      if (event === 'broken') broken.add(listener);
    },
    dispose() {
      stopListening();
      player.dispose();
    },
  };
}

function hlsLatency(player: VideoJsPlayer, position: number): number | undefined {
  const { vhs } = player.tech(true) as unknown as HlsTech;
  const anchor = anchorOf(vhs?.playlists?.media()?.segments ?? []);
  return anchor && latencyAt(anchor, position, Date.now());
}

function bufferedAhead(player: VideoJsPlayer, position: number): number {
  const ranges = player.buffered();
  for (let index = 0; index < ranges.length; index += 1) {
    if (ranges.start(index) <= position && position <= ranges.end(index)) {
      return ranges.end(index) - position;
    }
  }
  return 0;
}
