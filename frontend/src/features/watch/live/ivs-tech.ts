import { type Player, registerIVSTech } from 'amazon-ivs-player';
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

/** The player inside video.js, once the tech is there. */
export function ivsPlayerOf(player: object): Player | undefined {
  if (!('getIVSPlayer' in player) || typeof player.getIVSPlayer !== 'function') return undefined;
  return player.getIVSPlayer();
}
