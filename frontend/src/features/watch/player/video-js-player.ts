import type videojs from 'video.js';

export type VideoJsPlayer = ReturnType<typeof videojs>;

/** video.js's own bookkeeping of the live edge, which its types leave out. */
export interface LiveTracker {
  isLive(): boolean;
  behindLiveEdge(): boolean;
  /** Says that the next seek is the viewer's: further back than 2 s, it leaves the live edge. */
  nextSeekedFromUser(): void;
}

export function liveTrackerOf(player: VideoJsPlayer): LiveTracker {
  return (player as VideoJsPlayer & { readonly liveTracker: LiveTracker }).liveTracker;
}
