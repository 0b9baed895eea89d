import { type Player, PlayerEventType, registerIVSTech } from 'amazon-ivs-player';
import wasmWorker from 'amazon-ivs-player/dist/assets/amazon-ivs-wasmworker.min.js?url';
import wasmBinary from 'amazon-ivs-player/dist/assets/amazon-ivs-wasmworker.min.wasm?url';

/** Its name in video.js's `techOrder`. */
export const ivsTech = 'AmazonIVS';

/**
 * Teaches video.js to play IVS at IVS's latency: other players are 10 s and more behind (Amazon IVS
 * user guide, "Player"). The worker and its WebAssembly are files of ours, as the policy asks.
 */
export function registerIvs(library: object): void {
  registerIVSTech(library, {
    wasmWorker: new URL(wasmWorker, location.origin).href,
    wasmBinary: new URL(wasmBinary, location.origin).href,
  });
}

/**
 * Does what the tech leaves out: it reports no errors to video.js, and does not start where the
 * browser forbids sound.
 *
 * @param onError - called for each error, after which the IVS player stands still
 */
export function watchIvs(player: object, onError: () => void): void {
  const ivs = ivsPlayerOf(player);
  if (!ivs) return;
  ivs.addEventListener(PlayerEventType.ERROR, onError);
  ivs.addEventListener(PlayerEventType.PLAYBACK_BLOCKED, () => {
    // Muted already, it needs a person.
    if (ivs.isMuted()) return;
    ivs.setMuted(true);
    ivs.play();
  });
}

/** Seconds from the server to the picture; undefined while it cannot be known. */
export function ivsLatency(player: object): number | undefined {
  const seconds = ivsPlayerOf(player)?.getLiveLatency() ?? 0;
  return seconds > 0 ? seconds : undefined;
}

/** The player inside video.js, once the tech is there. */
function ivsPlayerOf(player: object): Player | undefined {
  if (!('getIVSPlayer' in player) || typeof player.getIVSPlayer !== 'function') return undefined;
  return player.getIVSPlayer();
}
