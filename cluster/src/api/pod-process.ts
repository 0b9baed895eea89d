import { cp, mkdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../control-plane/free-ports.ts';
import type { Kube } from '../control-plane/kube.ts';
import { locate } from '../control-plane/kube.ts';
import { KubeError } from '../control-plane/kube-http.ts';
import { type Ending, type RunningProcess, startProcess } from '../processes/running-process.ts';
import type { ImageConfiguration } from './api-image.ts';
import { type ApiPod, onlyContainer, portNumber } from './api-pod.ts';
import { PodConfigError, readEnvironment } from './pod-environment.ts';
import { type ContainerState, type PodAddress, podStatus, type Termination } from './pod-status.ts';
import { probe } from './probes.ts';

export interface PodProcessOptions {
  readonly kube: Pick<Kube, 'get' | 'patch' | 'delete'>;
  /** Folders with the program, by image tag. What is not here cannot be pulled. */
  readonly images: ReadonlyMap<string, string>;
  readonly image: ImageConfiguration;
  /** What a service account's role gives. */
  readonly roleEnvironment: Readonly<Record<string, string>>;
  /** For the pod's own files and the logs of its processes. */
  readonly directory: string;
  readonly address: PodAddress;
  readonly report: (line: string) => void;
  /** Milliseconds before the second restart; each later one waits twice as long. */
  readonly backoffMs: number;
}

interface Running {
  readonly process: RunningProcess;
  readonly url: string;
  readonly metricsUrl: string;
  /** Where it is that the pod's ports stand for. */
  readonly addresses: ReadonlyMap<number, string>;
  readonly startedAt: string;
}

/** Milliseconds between two looks for an image or a Secret that was not there. */
const lookAgain = 1_000;
/** Milliseconds between two tries of a request that failed. */
const tryAgain = 500;
/** A kubelet doubles the wait before a restart up to five minutes. */
const longestBackoff = 300_000;
/** Seconds that a container has after SIGTERM, however long its preStop hook took: a kubelet's. */
const leastGrace = 2;

/**
 * One pod of the API as a process of this machine, with us as its kubelet: it runs the image's command
 * with the environment of the live pod, asks its probes, says in the pod's status what it found, and
 * ends it as the pod asks. Unlike a container it is bound by no limits of memory or network, and its
 * ports are given by us, for two pods cannot share those of one host.
 */
export class PodProcess {
  /** Fulfilled once nothing of it runs and the pod is gone. */
  readonly done: Promise<void>;
  readonly #options: PodProcessOptions;
  #pod: ApiPod;
  #container: ContainerState = {
    state: { waiting: { reason: 'ContainerCreating' } },
    restarts: 0,
    started: false,
    ready: false,
  };
  #running: Running | undefined;
  /** The pod is to go. */
  readonly #leaving = new AbortController();
  /** The pod is gone, or we are: nothing is waited for any more. */
  readonly #gone = new AbortController();
  #leavingSince: number | undefined;
  #written = '';
  #stale = false;
  #writing: Promise<void> | undefined;

  constructor(pod: ApiPod, options: PodProcessOptions) {
    this.#pod = pod;
    this.#options = options;
    this.done = this.#live().catch((error: unknown) =>
      options.report(`pod ${this.name}: ${error instanceof Error ? error.message : error}`),
    );
    this.update(pod);
  }

  get name(): string {
    return this.#pod.metadata.name;
  }

  get pod(): ApiPod {
    return this.#pod;
  }

  /** Where it listens; absent while nothing runs. */
  get url(): string | undefined {
    return this.#running?.url;
  }

  get metricsUrl(): string | undefined {
    return this.#running?.metricsUrl;
  }

  get pid(): number | undefined {
    return this.#running?.process.pid;
  }

  /** Whether its container is, and every gate holds. */
  get ready(): boolean {
    return this.#status().conditions.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    );
  }

  /** Since when it is asked to go, by `performance.now()`. */
  get leavingSince(): number | undefined {
    return this.#leavingSince;
  }

  /** Takes what has become of the pod. */
  update(pod: ApiPod): void {
    if (isOlder(pod, this.#pod)) return;
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined && !this.#leaving.signal.aborted) {
      this.#leavingSince = performance.now();
      this.#leaving.abort();
    }
    this.#publish();
  }

  /** Ends it at once, as when its node loses power, or the pod was deleted without grace. */
  async kill(): Promise<void> {
    this.#gone.abort();
    this.#leaving.abort();
    await this.done;
  }

  async #live(): Promise<void> {
    // What the constructor has still to do comes first.
    await Promise.resolve();
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      const running = await this.#start();
      if (!running) continue;
      await this.#supervise(running);
      this.#running = undefined;
      if (!signal.aborted) await this.#backOff();
    }
    await this.#writing;
    if (!this.#gone.signal.aborted) await this.#remove();
  }

  /** @returns nothing where something is missing that a start needs, after a while */
  async #start(): Promise<Running | undefined> {
    const { image, images, directory, roleEnvironment } = this.#options;
    const container = onlyContainer(this.#pod);
    const bundle = images.get(tagOf(container.image));
    if (bundle === undefined)
      return this.#waitFor('ImagePullBackOff', `no registry has ${container.image}`);
    try {
      const environment = await readEnvironment(this.#options.kube, this.#pod);
      const ports = await freePorts(['http', 'metrics']);
      const [program, ...args] = container.command ?? container.args ?? image.command;
      if (program !== 'node')
        return this.#waitFor('CreateContainerError', `${program} is not node`);
      // The container's own files, not shared with others.
      const files = join(directory, this.name, String(this.#container.restarts));
      await mkdir(files, { recursive: true });
      await cp(bundle, files, { recursive: true });
      const process = await startProcess({
        name: this.name,
        command: globalThis.process.execPath,
        args: container.command ? [...args, ...(container.args ?? [])] : args,
        directory: files,
        environment: {
          ...image.environment,
          ...roleEnvironment,
          ...environment,
          // Pods have addresses of their own; on one host they need ports of their own.
          HOST: '127.0.0.1',
          PORT: String(ports.http),
          METRICS_PORT: String(ports.metrics),
        },
        logFile: join(directory, `${this.name}.log`),
      });
      const url = `http://127.0.0.1:${ports.http}`;
      const metricsUrl = `http://127.0.0.1:${ports.metrics}`;
      const { requests, metrics } = image.ports;
      const addresses = new Map([
        [Number(environment.PORT ?? requests), url],
        [Number(environment.METRICS_PORT ?? metrics), metricsUrl],
      ]);
      const startedAt = wholeSeconds(new Date().toISOString());
      this.#running = { process, url, metricsUrl, addresses, startedAt };
      return this.#running;
    } catch (error) {
      if (!(error instanceof PodConfigError) && !(error instanceof KubeError)) throw error;
      return this.#waitFor('CreateContainerConfigError', error.message);
    }
  }

  async #waitFor(reason: string, message: string): Promise<undefined> {
    this.#change({ state: { waiting: { reason, message } } });
    await delay(lookAgain, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
    return undefined;
  }

  /** From the start of a process to its end, which may be its own, its probes' or the pod's. */
  async #supervise({ process, addresses, startedAt }: Running): Promise<void> {
    const container = onlyContainer(this.#pod);
    const { startupProbe, readinessProbe, livenessProbe } = container;
    const ended = new AbortController();
    void process.ended.finally(() => ended.abort());
    const failed = new AbortController();
    // Readiness is asked for to the end; the others have nothing more to say of a pod that goes.
    const judged = AbortSignal.any([ended.signal, failed.signal, this.#leaving.signal]);
    const probing: Promise<void>[] = [];
    const watch = (
      settings: typeof startupProbe,
      onVerdict: (well: boolean) => void,
      signal: AbortSignal,
    ) => {
      if (!settings?.httpGet) return onVerdict(true);
      const { port, path = '/' } = settings.httpGet;
      const address = addresses.get(portNumber(container, port));
      // Nothing of the program listens there, in a pod as little as here.
      if (address === undefined) return onVerdict(false);
      probing.push(probe(settings, address + path, onVerdict, signal));
    };
    const fail = (what: string) => {
      this.#options.report(`pod ${this.name}: its ${what} probe failed; restarting it`);
      failed.abort();
    };
    this.#change({ state: { running: { startedAt } }, started: false, ready: false });
    watch(
      startupProbe,
      (well) => {
        if (!well) return fail('startup');
        if (this.#container.started) return;
        this.#change({ started: true });
        watch(readinessProbe, (ready) => this.#change({ ready }), ended.signal);
        if (livenessProbe) watch(livenessProbe, (alive) => alive || fail('liveness'), judged);
      },
      judged,
    );
    await Promise.race([process.ended, aborted(failed.signal), aborted(this.#leaving.signal)]);
    if (!ended.signal.aborted) await this.#terminate(process);
    const ending = await process.ended;
    await process.close();
    await Promise.all(probing);
    const terminated = terminationOf(ending, startedAt);
    this.#options.report(`pod ${this.name}: ended with ${ending.signal ?? ending.code}`);
    this.#change({ state: { terminated }, started: false, ready: false });
  }

  /** The preStop hook, SIGTERM, and SIGKILL for what is still there when the grace is over. */
  async #terminate(process: RunningProcess): Promise<void> {
    const { metadata, spec } = this.#pod;
    const grace = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
    const deadline = performance.now() + grace * 1000;
    const over = new AbortController();
    void process.ended.finally(() => over.abort());
    const signal = AbortSignal.any([over.signal, this.#gone.signal]);
    const wait = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
    const { preStop } = onlyContainer(this.#pod).lifecycle ?? {};
    await wait(Math.min(preStop?.sleep?.seconds ?? 0, grace) * 1000);
    if (signal.aborted) return process.endNow();
    // To the process alone, as a container runtime does.
    globalThis.process.kill(process.pid, 'SIGTERM');
    await wait(Math.max(leastGrace * 1000, deadline - performance.now()));
    process.endNow();
  }

  async #backOff(): Promise<void> {
    const { restarts, state } = this.#container;
    // The first restart comes at once.
    const backoff =
      restarts === 0 ? 0 : Math.min(this.#options.backoffMs * 2 ** (restarts - 1), longestBackoff);
    this.#change({
      restarts: restarts + 1,
      lastState: state,
      state: { waiting: { reason: 'CrashLoopBackOff', message: `again in ${backoff / 1000} s` } },
    });
    await delay(backoff, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
  }

  /** As a kubelet does when nothing of the pod is left. */
  async #remove(): Promise<void> {
    while (!this.#gone.signal.aborted) {
      try {
        await this.#options.kube.delete(locate(this.#pod), { graceSeconds: 0 });
        return;
      } catch (error) {
        this.#options.report(`pod ${this.name}: ${error instanceof Error ? error.message : error}`);
        await delay(tryAgain, undefined, { signal: this.#gone.signal }).catch(() => undefined);
      }
    }
  }

  #change(change: Partial<ContainerState>): void {
    this.#container = { ...this.#container, ...change };
    this.#publish();
  }

  #status() {
    const now = wholeSeconds(new Date().toISOString());
    return podStatus(this.#pod, this.#container, this.#options.address, now);
  }

  #publish(): void {
    this.#stale = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    // Several changes in one go are written once.
    await Promise.resolve();
    while (this.#stale && !this.#gone.signal.aborted) {
      this.#stale = false;
      const status = this.#status();
      const text = JSON.stringify(status);
      if (text === this.#written) continue;
      try {
        const where = { ...locate(this.#pod), subresource: 'status' };
        const options = { subresource: 'status', type: 'strategic-merge' } as const;
        const written = await this.#options.kube.patch<ApiPod>(where, { status }, options);
        if (!isOlder(written, this.#pod)) this.#pod = written;
        this.#written = text;
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return;
        this.#options.report(`pod ${this.name}: ${error instanceof Error ? error.message : error}`);
        this.#stale = true;
        await delay(tryAgain, undefined, { signal: this.#gone.signal }).catch(() => undefined);
      }
    }
  }
}

/** What comes after the name of an image: its tag. */
export function tagOf(image: string): string {
  return /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? 'latest';
}

function terminationOf({ code, signal }: Ending, startedAt: string): Termination {
  const number = signal === null ? 0 : constants.signals[signal];
  return {
    // As a shell counts an end by a signal.
    exitCode: code ?? 128 + number,
    signal: number,
    reason: code === 0 ? 'Completed' : 'Error',
    startedAt,
    finishedAt: wholeSeconds(new Date().toISOString()),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Kubernetes' times have no fractions. */
function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

/** Versions of one object are numbers that grow (Kubernetes API concepts, "Resource versions"). */
function isOlder(one: ApiPod, other: ApiPod): boolean {
  const version = ({ metadata }: ApiPod) => BigInt(metadata.resourceVersion ?? 0);
  return version(one) < version(other);
}
