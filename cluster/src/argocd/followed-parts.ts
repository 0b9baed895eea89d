import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kube } from '../control-plane/kube.ts';
import { type Container, holds, type KubeObject, type Pod } from '../control-plane/kube-objects.ts';
import { type RunningProcess, startProcess } from '../processes/running-process.ts';
import { argocdNamespace } from './applications.ts';
import {
  components,
  type Places,
  type Program,
  programOf,
  redisConfiguration,
} from './programs.ts';
import { type Part, type Settings, unknownSettings } from './settings.ts';

export interface FollowedPartsOptions {
  readonly kube: Kube;
  readonly places: Places;
  /** Go before what the config maps say. */
  readonly settings: Settings;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

interface ArgoCdContainer extends Container {
  readonly args?: readonly string[];
}

interface ConfigMap extends KubeObject {
  readonly data?: Settings;
}

/** A process that plays a pod. */
interface Played {
  readonly uid: string | undefined;
  /** Absent while it starts. */
  process?: RunningProcess;
  /** It has ended by itself, or could not be started. */
  over: boolean;
  /** Ends its start. */
  readonly giveUp: AbortController;
  started: Promise<void>;
}

const allParts = ['redis', 'repoServer', 'controller', 'server'] as const satisfies Part[];
/** Milliseconds between two looks at the pods. */
const pause = 1000;
/** Milliseconds in which a part must answer: on two busy cores its start takes many seconds. */
const startLimit = 120_000;

/** The parts of Argo CD, each of which runs while its pod is ready. */
export class FollowedParts {
  readonly #options: FollowedPartsOptions;
  readonly #played = new Map<Part, Played>();
  readonly #held = new Set<Part>();
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #told = new Set<string>();

  private constructor(options: FollowedPartsOptions) {
    this.#options = options;
  }

  /** @returns at once; parts start as their pods become ready */
  static async start(options: FollowedPartsOptions): Promise<FollowedParts> {
    const { places, signal } = options;
    for (const part of allParts)
      await mkdir(join(places.directory, components[part], 'tmp'), { recursive: true });
    await writeFile(
      join(places.directory, components.redis, 'redis.conf'),
      redisConfiguration(places),
      { mode: 0o600 },
    );
    const parts = new FollowedParts(options);
    signal?.addEventListener('abort', () => parts.#end.abort(), { once: true });
    parts.#loop = parts.#follow();
    return parts;
  }

  runs(part: Part): boolean {
    const played = this.#played.get(part);
    return played?.process !== undefined && !played.over;
  }

  allRun(): boolean {
    return allParts.every((part) => this.runs(part));
  }

  /** @returns once it is gone */
  async hold(part: Part): Promise<void> {
    this.#held.add(part);
    await this.#drop(part);
  }

  release(part: Part): void {
    this.#held.delete(part);
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#loop;
    await Promise.all(allParts.map((part) => this.#drop(part)));
  }

  async #follow(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        // The API server is not there, or not yet: what runs goes on, as it would on a node.
        this.#tell(`Argo CD: ${error instanceof Error ? error.message : String(error)}`);
      }
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const pods = await this.#options.kube.list<Pod>('v1', 'Pod', { namespace: argocdNamespace });
    for (const part of allParts) {
      if (this.#held.has(part)) continue;
      const pod = pods.find((candidate) => isReady(candidate, components[part]));
      const played = this.#played.get(part);
      if (played && (played.over || played.uid !== pod?.metadata.uid)) await this.#drop(part);
      if (pod && !this.#played.has(part) && !this.#end.signal.aborted) await this.#play(part, pod);
    }
  }

  async #play(part: Part, pod: Pod): Promise<void> {
    const { places } = this.#options;
    const podArgs = pod.spec.containers.flatMap(({ args = [] }: ArgoCdContainer) => args);
    const program = programOf(part, await this.#settings(), podArgs, places);
    if (this.#held.has(part)) return;
    const giveUp = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, giveUp.signal]);
    const start = async () => {
      try {
        const running = await startProcess({
          name: `Argo CD's ${components[part]}`,
          ...program,
          directory: join(places.directory, components[part]),
          logFile: join(places.directory, `${components[part]}.log`),
          ready: () => answers(program, places),
          limitMs: startLimit,
          signal,
        });
        played.process = running;
        void running.ended.then(() => {
          played.over = true;
        });
      } catch (error) {
        played.over = true;
        if (!signal.aborted) this.#tell(error instanceof Error ? error.message : String(error));
      }
    };
    const played: Played = {
      uid: pod.metadata.uid,
      over: false,
      giveUp,
      started: Promise.resolve(),
    };
    this.#played.set(part, played);
    played.started = start();
  }

  async #drop(part: Part): Promise<void> {
    const played = this.#played.get(part);
    if (!played) return;
    const endedItself = played.over;
    played.giveUp.abort();
    await played.started;
    if (endedItself && !this.#end.signal.aborted)
      this.#tell(`Argo CD's ${components[part]} has ended, and is started again`);
    played.over = true;
    await played.process?.close();
    if (this.#played.get(part) === played) this.#played.delete(part);
  }

  async #settings(): Promise<Settings> {
    const { kube, settings, report } = this.#options;
    const [cm, params] = await Promise.all(
      ['argocd-cm', 'argocd-cmd-params-cm'].map((name) =>
        kube.get<ConfigMap>('v1', 'ConfigMap', name, argocdNamespace),
      ),
    );
    const lost = unknownSettings(params?.data ?? {});
    if (lost.length > 0)
      this.#tell(`The rehearsal does not pass on to Argo CD: ${lost.join(', ')}`, report);
    return { ...cm?.data, ...params?.data, ...settings };
  }

  /** Says each thing once. */
  #tell(line: string, report = this.#options.report): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    report(line);
  }
}

function isReady({ metadata, status }: Pod, component: string): boolean {
  return (
    metadata.labels?.['app.kubernetes.io/component'] === component &&
    metadata.deletionTimestamp === undefined &&
    holds(status?.conditions, 'Ready')
  );
}

/** Whether a part can be used. */
async function answers({ healthUrl }: Program, { ports }: Places): Promise<boolean> {
  if (healthUrl !== undefined)
    return (await fetch(healthUrl, { signal: AbortSignal.timeout(5000) })).ok;
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: ports.redis });
    const done = (reachable: boolean) => {
      socket.destroy();
      resolve(reachable);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
