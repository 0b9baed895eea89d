import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { z } from 'zod';
import { helmProgram } from '../../../charts/rendering/helm.ts';
import { GitOps } from '../../../infra/gitops/GitOps.ts';
import { record } from '../../../infra/recording/recorder.ts';
import type { KubeObject } from '../../src/control-plane/kube-objects.ts';

/** What Pulumi would put into a cluster, in three steps. */
export interface GitOpsStack {
  /** Namespaces, secrets and storage classes. */
  readonly before: readonly KubeObject[];
  /** Argo CD's release. */
  readonly release: Release;
  /** The root Application, and its project. */
  readonly root: readonly KubeObject[];
}

const releaseSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  chart: z.string(),
  version: z.string(),
  repositoryOpts: z.object({ repo: z.string() }),
  values: z.record(z.string(), z.unknown()),
});
type Release = z.infer<typeof releaseSchema>;

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Milliseconds for one run of Helm, which waits for nothing in the cluster. */
const helmLimit = 180_000;

/** What the program of the repository makes in a cluster, as it says it to Pulumi. */
export async function gitOpsStack(values: GitOpsValues): Promise<GitOpsStack> {
  const { resources } = await record(() => {
    new GitOps(`${values.cluster.name}-gitops`, {
      kubeconfig: '{}',
      clusterReady: [],
      signingKeyPem: 'no key',
      issuer: `https://cognito-idp.${values.region}.amazonaws.com/${values.region}_Rehearsal`,
      argocdSignIn: client('argocd'),
      grafanaSignIn: client('grafana'),
      values: pulumi.output(values),
    });
  });
  const objects = resources
    .filter(({ custom, type }) => custom && /^kubernetes:(?!helm)/.test(type))
    .map(({ inputs }) => objectSchema.parse(inputs));
  const release = resources.find(({ type }) => type === 'kubernetes:helm.sh/v3:Release');
  const isRoot = ({ apiVersion }: KubeObject) => apiVersion.startsWith('argoproj.io/');
  return {
    before: objects.filter((object) => !isRoot(object)),
    release: releaseSchema.parse(release?.inputs),
    root: objects.filter(isRoot),
  };
}

function client(name: string) {
  return { clientId: pulumi.output(name), clientSecret: pulumi.output(`secret of ${name}`) };
}

/** Helm, as Pulumi's provider runs it: through the proxy that has the charts. */
export interface Helm {
  readonly directory: string;
  readonly kubeconfigFile: string;
  readonly remoteEnvironment: Readonly<Record<string, string>>;
}

export async function installRelease(where: Helm, release: Release): Promise<void> {
  const { name, namespace, chart, version, repositoryOpts, values } = release;
  await runHelm(
    where,
    [
      ...['upgrade', '--install', name, chart, '--repo', repositoryOpts.repo],
      ...['--version', version, '--namespace', namespace, '--values', '-'],
    ],
    JSON.stringify(values),
  );
}

async function runHelm(where: Helm, args: readonly string[], input = ''): Promise<void> {
  const { directory, kubeconfigFile, remoteEnvironment } = where;
  await mkdir(directory, { recursive: true });
  const running = promisify(execFile)(await helmProgram(), args, {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      HELM_CACHE_HOME: join(directory, 'cache'),
      HELM_CONFIG_HOME: join(directory, 'config'),
      HELM_DATA_HOME: join(directory, 'data'),
      ...remoteEnvironment,
      KUBECONFIG: kubeconfigFile,
    },
    timeout: helmLimit,
    maxBuffer: 16 * 1024 * 1024,
  });
  running.child.stdin?.end(input);
  await running;
}
