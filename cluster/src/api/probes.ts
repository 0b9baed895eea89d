import { setTimeout as delay } from 'node:timers/promises';
import type { Probe } from './api-pod.ts';

/** Kubernetes' own, where nothing is said (API reference, Probe). */
const defaults = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

/** What many looks in a row make of a container: it changes only when enough of them agree. */
export class ProbeVerdict {
  readonly #probe: Probe;
  #verdict: boolean | undefined;
  #last: boolean | undefined;
  #inRow = 0;

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  /** Takes what a look has found. @returns the new verdict, if it has changed */
  add(well: boolean): boolean | undefined {
    this.#inRow = well === this.#last ? this.#inRow + 1 : 1;
    this.#last = well;
    const { successThreshold, failureThreshold } = { ...defaults, ...this.#probe };
    if (this.#inRow < (well ? successThreshold : failureThreshold)) return undefined;
    if (this.#verdict === well) return undefined;
    this.#verdict = well;
    return well;
  }
}

/**
 * Looks again and again until it is told to stop.
 *
 * @param url - what is asked for; well is an answer from 200 to 399
 * @param onVerdict - told of each change; the first is told once it is sure
 */
export async function probe(
  settings: Probe,
  url: string,
  onVerdict: (well: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds } = { ...defaults, ...settings };
  const verdict = new ProbeVerdict(settings);
  const wait = (seconds: number) =>
    delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
  await wait(initialDelaySeconds);
  while (!signal.aborted) {
    const begun = performance.now();
    const well = await look(url, timeoutSeconds * 1000, signal);
    if (signal.aborted) return;
    const changed = verdict.add(well);
    if (changed !== undefined) onVerdict(changed);
    await wait(Math.max(0, periodSeconds - (performance.now() - begun) / 1000));
  }
}

async function look(url: string, limitMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      // As a kubelet does: each look over a connection of its own.
      headers: { connection: 'close', 'user-agent': 'kube-probe/1.36' },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    await response.body?.cancel();
    return response.status >= 200 && response.status < 400;
  } catch {
    return false;
  }
}
