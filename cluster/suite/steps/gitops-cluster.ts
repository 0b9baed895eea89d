import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitOpsValues } from '../../../charts/rendering/gitops-values.ts';
import { Closers } from '../../../local/src/start/closers.ts';
import {
  type ApplicationStatus,
  isInOrder,
  lineOf,
  readApplications,
  refreshApplication,
} from '../../src/argocd/applications.ts';
import { type ArgoCd, startArgoCd } from '../../src/argocd/argocd.ts';
import type { Controllers } from '../../src/cloud/controllers.ts';
import { startControlPlane } from '../../src/control-plane/control-plane.ts';
import type { Kube } from '../../src/control-plane/kube.ts';
import type { Condition, Deployment, KubeObject } from '../../src/control-plane/kube-objects.ts';
import { prepareDefinitions } from '../../src/engines/definitions.ts';
import { prepareEngines } from '../../src/engines/engines.ts';
import { until } from '../../src/processes/until.ts';
import { type Remote, startRemote } from '../../src/remote/remote.ts';
import { argocdRules } from './argocd-rules.ts';
import { startAround } from './around.ts';
import { type GitOpsStack, gitOpsStack, installRelease } from './gitops-stack.ts';
import { type FiredAlert, type Judge, startJudge } from './judge.ts';
import { type PodSightings, type Sightings, seeApplications, seePods } from './sightings.ts';

/** The Application that brings all others. */
export const rootName = 'tidecast';

/** A tag like those of the release workflow, for a commit that does not exist. */
export function tagOf(word: string): string {
  return `sha-${Buffer.from(word).toString('hex').padEnd(40, '1')}`;
}

/** No registry has an image of this tag. */
export const missingTag = `sha-${'dead'.repeat(10)}`;

interface ApiDeployment extends Deployment {
  readonly spec: Deployment['spec'] & { readonly revisionHistoryLimit: number };
}

/** The commit by which the release workflow brings a tag of the API. */
export function tagged(tag: string): Readonly<Record<string, string>> {
  return { 'charts/api/values-image.yaml': `image:\n  tag: ${tag}\n` };
}

/** A cluster that follows the repository's HEAD, as Pulumi would leave it but for the AWS around it. */
export interface GitOpsCluster {
  readonly kube: Kube;
  readonly remote: Remote;
  readonly argocd: ArgoCd;
  readonly around: Controllers;
  /** What Pulumi would have made. */
  readonly stack: GitOpsStack;
  /** All that Applications go through. */
  readonly applications: Sightings<ApplicationStatus>;
  /** Pods of the API. */
  readonly api: PodSightings;
  /** Makes the root Application. */
  bring(): Promise<void>;
  /** Waits until every Application is Synced and Healthy and at rest, but for some. */
  settle(limitMs: number, options?: { readonly but: readonly string[] }): Promise<void>;
  /** Has Argo CD look at Applications at once. */
  refresh(...names: readonly string[]): Promise<void>;
  /** The same, with nothing taken from what it keeps. */
  refreshHard(...names: readonly string[]): Promise<void>;
  /** An Application once it is so. */
  application(
    name: string,
    isSo: (status: ApplicationStatus) => boolean,
    limitMs: number,
  ): Promise<ApplicationStatus>;
  /** Commits a tag of the API, and has Argo CD look. */
  releaseApi(tag: string): Promise<void>;
  /** Commits files and has Argo CD look at Applications; reverts the commit after something is done. */
  whileCommitted(
    files: Readonly<Record<string, string>>,
    refreshed: readonly string[],
    something: () => Promise<void>,
  ): Promise<void>;
  /** Waits until the API has pods of this tag alone, all ready. */
  apiRuns(tag: string, limitMs: number): Promise<void>;
  deploymentOfApi(): Promise<ApiDeployment>;
  /** Pods that each of its ReplicaSets should have. */
  replicaSetsOfApi(): Promise<readonly { readonly name: string; readonly desired: number }[]>;
  /** Judges the rules of Argo CD by what its processes tell. */
  readonly judge: Judge;
  /** The names of those rules' alerts. */
  readonly alerts: readonly string[];
  /** Waits until an alert with these labels fires. */
  alertFires(name: string, labels: FiredAlert): Promise<void>;
  /** Those that fired when they were waited for. */
  readonly firedAlerts: ReadonlySet<string>;
  /** Waits until no Application is left; its error says of all that is left what it waits for. */
  emptied(limitMs: number): Promise<void>;
  /** Runs the kubectl of this machine. */
  kubectl(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** What the root makes, and what may keep it. */
const leaving = [
  ['v1', 'Namespace'],
  ['argoproj.io/v1alpha1', 'Application'],
  ['argoproj.io/v1alpha1', 'AppProject'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['batch/v1', 'Job'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
] as const;

interface Leaving extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** A line for each Application, and for each object around them that waits to go: what it waits for. */
async function remainsOf(kube: Kube): Promise<string[]> {
  const kinds = await Promise.all(
    leaving.map(([apiVersion, kind]) => kube.list<Leaving>(apiVersion, kind)),
  );
  const waiting = kinds.flat().filter(({ metadata }) => metadata.deletionTimestamp);
  return [
    ...(await readApplications(kube)).map((one) => `${lineOf(one)}${one.leaving ? ', to go' : ''}`),
    ...waiting.map(whatItWaitsFor),
  ];
}

function whatItWaitsFor({ kind, metadata, status }: Leaving): string {
  const { name, deletionTimestamp = '', finalizers = [] } = metadata;
  const said = (status?.conditions ?? []).map(({ type, status, message }) =>
    `${type}=${status} ${message ?? ''}`.trim(),
  );
  return [`${kind} ${name}, to go since ${deletionTimestamp}`, ...finalizers, ...said].join('; ');
}

const programs = [
  ...(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const),
  ...(['argocd', 'redis-server'] as const),
] as const;
const apiLabel = 'app.kubernetes.io/name=api';
/** Milliseconds for the start of Argo CD's parts, on cores that others want too. */
const startLimit = 180_000;
/** Milliseconds until a condition that holds has fired its alert. */
const alertLimit = 90_000;

/** Starts everything up to Argo CD; nothing follows the repository before {@link GitOpsCluster.bring}. */
export async function startGitOps(): Promise<GitOpsCluster> {
  const report = (line: string) => void process.stdout.write(`${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-gitops-'));
  const closers = new Closers();
  closers.add(() => rm(directory, { recursive: true, force: true }));
  const folder = async (name: string) => {
    const path = join(directory, name);
    await mkdir(path);
    return path;
  };
  try {
    const engines = await prepareEngines(programs, { report });
    const controlPlane = await startControlPlane({
      directory: join(directory, 'control-plane'),
      engines,
      webhooks: true,
      pods: { readyAfterMs: 1000, goneAfterMs: 1000, missingImages: `:${missingTag}$` },
    });
    closers.keep(controlPlane);
    const { kube, kubeconfigFile } = controlPlane;
    const values = gitOpsValues('prod');
    const around = await startAround(controlPlane, values.region);
    closers.keep(around);
    const remote = await startRemote({
      directory: await folder('remote'),
      repositoryUrl: values.git.repoUrl,
      branch: values.git.revision,
      definitions: () => prepareDefinitions({ report }),
    });
    closers.keep(remote);
    const argocd = await startArgoCd({
      directory: await folder('argocd'),
      engines,
      controlPlane,
      remote,
      report,
      // By default a commit is noticed after a minute, which is too long for a test.
      settings: { 'timeout.reconciliation': '15s', 'timeout.reconciliation.jitter': '1s' },
    });
    closers.keep(argocd);
    const stack = await gitOpsStack(values);
    await kube.apply(stack.before);
    await installRelease(
      {
        directory: join(directory, 'helm'),
        kubeconfigFile,
        remoteEnvironment: remote.environment,
      },
      stack.release,
    );
    await argocd.ready(startLimit);
    const applications = await seeApplications(kube);
    closers.keep(applications);
    const api = await seePods(kube, 'video', apiLabel);
    closers.keep(api);

    const groups = await argocdRules('prod');
    const judge = await startJudge({
      directory: join(directory, 'prometheus'),
      groups,
      targets: [
        {
          job: 'argocd-application-controller-metrics',
          url: argocd.metricsUrls.controller,
          labels: { namespace: 'argocd' },
        },
      ],
    });
    closers.keep(judge);
    const firedAlerts = new Set<string>();

    const refresh = async (...names: readonly string[]) => {
      for (const name of names) await refreshApplication(kube, name);
    };
    const refreshHard = async (...names: readonly string[]) => {
      for (const name of names) await refreshApplication(kube, name, 'hard');
    };
    const commit = async (files: Readonly<Record<string, string>>, names: readonly string[]) => {
      const made = await remote.repository.push(files, `Change ${Object.keys(files).join(', ')}`);
      await refresh(...names);
      return made;
    };
    return {
      kube,
      remote,
      argocd,
      around,
      stack,
      applications,
      api,
      bring: () => kube.apply(stack.root),
      async settle(limitMs, { but } = { but: [] }) {
        await until(
          'every Application Synced and Healthy',
          async () => {
            const all = await argocd.applications();
            const others = all.filter((one) => !isInOrder(one) && !but.includes(one.name));
            if (others.length > 0) throw new Error(others.map(lineOf).join('\n'));
            return all.length > 1;
          },
          limitMs,
        );
      },
      refresh,
      refreshHard,
      async application(name, isSo, limitMs) {
        return until(
          `Application ${name}`,
          async () => {
            const found = (await argocd.applications()).find((one) => one.name === name);
            if (found && isSo(found)) return found;
            throw new Error(found ? lineOf(found) : 'there is none');
          },
          limitMs,
        );
      },
      judge,
      alerts: groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])),
      firedAlerts,
      async alertFires(name, labels) {
        const wanted = Object.entries({ ...labels, alertname: name });
        await until(
          `alert ${name} of ${JSON.stringify(labels)}`,
          async () =>
            (await judge.firing()).some((alert) =>
              wanted.every(([key, value]) => alert[key] === value),
            ),
          alertLimit,
        );
        firedAlerts.add(name);
      },
      async releaseApi(tag) {
        await commit(tagged(tag), ['api']);
      },
      async whileCommitted(files, refreshed, something) {
        const made = await commit(files, refreshed);
        try {
          await something();
        } finally {
          await remote.repository.revert(made);
        }
      },
      async apiRuns(tag, limitMs) {
        await until(
          `pods of the API with ${tag}, and no others`,
          async () => {
            const pods = api.current();
            const isNew = pods.every(({ spec }) =>
              spec.containers.every(({ image }) => image.endsWith(`:${tag}`)),
            );
            return isNew && pods.length > 0 && api.ready().length === pods.length;
          },
          limitMs,
        );
      },
      async deploymentOfApi() {
        const found = await kube.get<ApiDeployment>('apps/v1', 'Deployment', 'api', 'video');
        if (!found) throw new Error('There is no Deployment of the API');
        return found;
      },
      async replicaSetsOfApi() {
        const found = await kube.list<Deployment>('apps/v1', 'ReplicaSet', {
          namespace: 'video',
          labelSelector: apiLabel,
        });
        return found.map(({ metadata, spec }) => ({
          name: metadata.name,
          desired: spec.replicas ?? 1,
        }));
      },
      async emptied(limitMs) {
        await until(
          'no Application is left',
          async () => {
            const remains = await remainsOf(kube);
            if (remains.length > 0) throw new Error(remains.join('\n'));
            return true;
          },
          limitMs,
        );
      },
      async kubectl(...args) {
        const { stdout } = await promisify(execFile)('kubectl', args, {
          env: { PATH: process.env.PATH ?? '', HOME: directory, KUBECONFIG: kubeconfigFile },
          timeout: 60_000,
        });
        return stdout;
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
