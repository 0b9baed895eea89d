import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { helmProgram } from '../../../charts/rendering/helm.ts';
import { freePorts } from '../control-plane/free-ports.ts';
import type { Kube } from '../control-plane/kube.ts';
import { until } from '../processes/until.ts';
import { type ApplicationStatus, readApplications } from './applications.ts';
import { FollowedParts } from './followed-parts.ts';
import type { Places } from './programs.ts';
import type { Part } from './settings.ts';

export interface ArgoCdOptions {
  /** For its logs and checkouts. It must be there. */
  readonly directory: string;
  readonly engines: { readonly argocd: string; readonly 'redis-server': string };
  readonly controlPlane: { readonly kube: Kube; readonly kubeconfigFile: string };
  /** Leads to the repository and the charts. */
  readonly remote: { readonly environment: Readonly<Record<string, string>> };
  /**
   * Instead of what the release says; for tests that would otherwise wait for a minute.
   *
   * Keys as in `argocd-cm` and `argocd-cmd-params-cm`.
   */
  readonly settings?: Readonly<Record<string, string>>;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Argo CD beside a cluster. */
export interface ArgoCd {
  /** The CLI, by its absolute path. */
  readonly command: string;
  /** Address of its page and API, which need no sign-in here. */
  readonly url: string;
  /** What the `argocd` CLI needs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly metricsUrls: Readonly<Record<'controller' | 'server' | 'repoServer', string>>;
  /** Fulfilled once all parts run, which takes the release's pods. */
  ready(limitMs: number): Promise<void>;
  /** Whether a part runs. */
  runs(part: Part): boolean;
  applications(): Promise<ApplicationStatus[]>;
  /**
   * Runs the CLI.
   *
   * @returns what it printed
   */
  cli(args: readonly string[]): Promise<string>;
  /** Keeps a part down although its pod runs. */
  stop(part: Part): Promise<void>;
  start(part: Part): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds for one command of the CLI. */
const cliLimit = 60_000;
const startLimit = 60_000;

/**
 * Runs Argo CD as processes of this machine, each for as long as the cluster has a running pod of it:
 * they start when the release is installed, with what its config maps say, and end with it.
 *
 * @returns at once; {@link ArgoCd.ready} waits for the release
 */
export async function startArgoCd(options: ArgoCdOptions): Promise<ArgoCd> {
  const { directory, engines, controlPlane, remote, report = () => {}, signal } = options;
  const { kube, kubeconfigFile } = controlPlane;
  const ports = await freePorts([
    'redis',
    'repoServer',
    'repoServerMetrics',
    'controllerMetrics',
    'server',
    'serverMetrics',
  ]);
  const places: Places = {
    directory,
    argocd: engines.argocd,
    redisServer: engines['redis-server'],
    helm: await helmProgram(),
    kubeconfigFile,
    remoteEnvironment: remote.environment,
    redisPassword: randomBytes(24).toString('hex'),
    ports,
  };
  const followed = await FollowedParts.start({
    kube,
    places,
    settings: options.settings ?? {},
    report,
    ...(signal && { signal }),
  });
  const metrics = (port: number) => `http://127.0.0.1:${port}/metrics`;
  const environment = {
    ARGOCD_SERVER: `127.0.0.1:${ports.server}`,
    ARGOCD_OPTS: '--plaintext',
    ARGOCD_CONFIG_DIR: join(directory, 'cli'),
    KUBECONFIG: kubeconfigFile,
  };
  return {
    command: engines.argocd,
    url: `http://127.0.0.1:${ports.server}`,
    environment,
    metricsUrls: {
      controller: metrics(ports.controllerMetrics),
      server: metrics(ports.serverMetrics),
      repoServer: metrics(ports.repoServerMetrics),
    },
    ready: async (limitMs) => {
      await until('Argo CD runs', async () => followed.allRun(), limitMs, signal);
    },
    runs: (part) => followed.runs(part),
    applications: () => readApplications(kube),
    cli: async (args) => {
      const { stdout } = await promisify(execFile)(engines.argocd, args, {
        env: { PATH: process.env.PATH ?? '', HOME: directory, ...environment },
        timeout: cliLimit,
        maxBuffer: 16 * 1024 * 1024,
      });
      return stdout;
    },
    stop: (part) => followed.hold(part),
    start: async (part) => {
      followed.release(part);
      await until(`${part} of Argo CD`, async () => followed.runs(part), startLimit, signal);
    },
    close: () => followed.close(),
  };
}
