/** Which engine plays a stream: IVS's own for what IVS serves, plain HLS for all else. */
export function isIvsPlayback(playbackUrl: string): boolean {
  // Amazon IVS serves playback from *.live-video.net (CreateChannel, `playbackUrl`).
  const { hostname } = new URL(playbackUrl, location.origin);
  return hostname.endsWith('.live-video.net');
}
