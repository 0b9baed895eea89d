import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Closers } from '../../../local/src/start/closers.ts';
import { type Account, startAccount } from '../account/account.ts';
import { readFunctions, readSite, type StackSite } from '../account/stack-resources.ts';
import { buildBundle } from '../api/api-image.ts';
import { type LoadBalancer, startLoadBalancer } from '../api/load-balancer.ts';
import { type PodProcesses, startPodProcesses } from '../api/pod-processes.ts';
import { type ArgoCd, startArgoCd } from '../argocd/argocd.ts';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { prepareDefinitions } from '../engines/definitions.ts';
import { cacheDirectory } from '../engines/engine-cache.ts';
import { prepareEngines } from '../engines/engines.ts';
import { stackConfig } from '../pulumi/stack-config.ts';
import { type StackEngine, startStackEngine } from '../pulumi/stack-engine.ts';
import { type Remote, startRemote } from '../remote/remote.ts';
import { type AroundStack, startAroundStack } from './around-stack.ts';

export interface RehearsalSetUp {
  readonly stack: 'dev' | 'prod';
  /** An empty folder for all that it keeps. */
  readonly directory: string;
  /** Folder of real charts, which go before their stand-ins. */
  readonly chartsDirectory?: string;
  /** Seconds that a machine takes to boot. */
  readonly bootSeconds?: number;
  /** Argo CD's settings in place of what the stack gives, for tests that would wait for a minute. */
  readonly argocdSettings?: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Everything that a stack needs, on this machine, and nothing made yet. */
export interface Rehearsal {
  readonly controlPlane: ControlPlane;
  readonly remote: Remote;
  /** The emulated AWS. */
  readonly account: Account;
  /** The stack's program on Pulumi's engine. */
  readonly stack: StackEngine;
  readonly argocd: ArgoCd;
  readonly around: AroundStack;
  readonly pods: PodProcesses;
  /** In front of the API's pods. */
  readonly loadBalancer: LoadBalancer;
  /** Where everything is kept. */
  readonly directory: string;
  /** Receives lines of progress. */
  readonly report: (line: string) => void;
  /** Whether the stack may not be destroyed as it is. */
  readonly protected: boolean;
  /** Has a registry hold an image of the API of the working tree's HEAD. Gives its tag. */
  pushImage(): Promise<string>;
  /** Commits a tag of the API, as the release workflow does. Gives the commit. */
  release(tag: string): Promise<string>;
  /** Starts the stack's functions and serves its site, once `up` has made both. Gives the site's address. */
  serve(): Promise<{ readonly url: string; readonly site: StackSite }>;
  /** Ends what {@link serve} has started. */
  unserve(): Promise<void>;
  close(): Promise<void>;
}

const programs = [
  ...(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const),
  ...(['argocd', 'redis-server', 'pulumi', 'pulumi-resource-kubernetes'] as const),
] as const;

const api = { namespace: 'video', labels: { 'app.kubernetes.io/name': 'api' } };

/**
 * Starts all that a stack needs.
 *
 * @throws Error in a sentence, with nothing left running
 */
export async function startRehearsal(options: RehearsalSetUp): Promise<Rehearsal> {
  const { directory, report, signal, chartsDirectory } = options;
  const closers = new Closers();
  const started = <T extends { close(): unknown }>(one: T): T => {
    closers.add(() => one.close());
    signal?.throwIfAborted();
    return one;
  };
  const folder = async (name: string) => {
    const path = join(directory, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  const common = { report, ...(signal && { signal }) };
  try {
    const config = await stackConfig(options.stack);
    const region = config['aws:region'] ?? '';
    // What can be wrong with what is here is said before anything is built.
    const remote = started(
      await startRemote({
        directory: await folder('remote'),
        repositoryUrl: config['tidecast:gitRepo'] ?? '',
        branch: config['tidecast:gitRevision'] ?? 'main',
        definitions: () => prepareDefinitions(common),
        ...(chartsDirectory !== undefined && { chartsDirectory }),
        ...common,
      }),
    );
    warnOfUncommitted(remote, report);
    const engines = await prepareEngines(programs, common);
    const controlPlane = started(
      await startControlPlane({
        directory: join(directory, 'control-plane'),
        engines,
        webhooks: true,
        pods: { readyAfterMs: 500, goneAfterMs: 500, keptFromKwok: [api] },
        ...common,
      }),
    );
    const { kube } = controlPlane;
    const log = () => undefined;
    const account = started(await startAccount({ directory: join(directory, 'account'), log }));
    const stack = started(
      await startStackEngine({
        directory: join(directory, 'pulumi'),
        cacheDirectory: join(await cacheDirectory(process.env), 'schemas'),
        engines,
        stack: options.stack,
        controlPlane,
        environment: remote.environment,
        localCloud: account.sdkEnvironment,
        ...common,
      }),
    );
    const around = started(
      await startAroundStack({
        controlPlane,
        account: stack.account,
        region,
        ...(options.bootSeconds !== undefined && { bootSeconds: options.bootSeconds }),
        report,
      }),
    );
    const argocd = started(
      await startArgoCd({
        directory: await folder('argocd'),
        engines,
        controlPlane,
        remote,
        ...(options.argocdSettings && { settings: options.argocdSettings }),
        ...common,
      }),
    );
    const images = new Map<string, string>();
    const pods = started(
      await startPodProcesses({
        kube,
        ...api,
        images,
        roleEnvironment: account.roleEnvironment,
        directory: join(directory, 'pods'),
        report,
      }),
    );
    const loadBalancer = started(
      await startLoadBalancer({
        kube,
        namespace: api.namespace,
        ingress: 'api',
        endpoints: () => pods.endpoints(),
      }),
    );
    let serving: Closers | undefined;
    return {
      controlPlane,
      remote,
      account,
      stack,
      argocd,
      around,
      pods,
      loadBalancer,
      directory,
      report,
      protected: config['tidecast:protect'] === 'true',
      async pushImage() {
        const tag = `sha-${await remote.repository.head()}`;
        const image = join(directory, 'images', tag);
        await mkdir(image, { recursive: true });
        await buildBundle(image);
        images.set(tag, image);
        return tag;
      },
      release: (tag) =>
        remote.repository.push(
          { 'charts/api/values-image.yaml': `image:\n  tag: ${tag}\n` },
          `Release ${tag}`,
        ),
      async serve() {
        const resources = stack.account.list();
        const site = readSite(resources);
        const ending = new Closers();
        serving = ending;
        const running = await account.run(readFunctions(resources));
        ending.add(() => running.close());
        const edge = await account.serve({ site, apiUrl: () => loadBalancer.url });
        ending.add(() => edge.close());
        return { url: edge.url, site };
      },
      async unserve() {
        await serving?.close();
        serving = undefined;
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/**
 * Warns that only the last commit is rolled out, so that nobody thinks uncommitted changes are
 * rehearsed.
 */
function warnOfUncommitted({ repository }: Remote, report: (line: string) => void) {
  const files = repository.dirtyFiles;
  if (files.length === 0) return;
  const some = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  report(
    `Not committed: ${some}${more}. Argo CD rolls out the last commit; Pulumi's program and the API ` +
      'are those of the working tree.',
  );
}
