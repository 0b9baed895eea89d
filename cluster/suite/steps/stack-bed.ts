import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closers } from '../../../local/src/start/closers.ts';
import { startAccount } from '../../src/account/account.ts';
import { startLoop } from '../../src/cloud/loop.ts';
import { type ControlPlane, startControlPlane } from '../../src/control-plane/control-plane.ts';
import type { Kube } from '../../src/control-plane/kube.ts';
import type { KubeObject } from '../../src/control-plane/kube-objects.ts';
import { prepareDefinitions } from '../../src/engines/definitions.ts';
import { cacheDirectory } from '../../src/engines/engine-cache.ts';
import { prepareEngines } from '../../src/engines/engines.ts';
import { stackConfig } from '../../src/pulumi/stack-config.ts';
import { type StackEngine, startStackEngine } from '../../src/pulumi/stack-engine.ts';
import { startAroundStack } from '../../src/rehearsal/around-stack.ts';
import { startRemote } from '../../src/remote/remote.ts';

/** All that a stack needs to be made and unmade, without an Argo CD that follows git. */
export interface StackBed {
  readonly stack: StackEngine;
  readonly controlPlane: ControlPlane;
  close(): Promise<void>;
}

const programs = [
  ...(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const),
  ...(['pulumi', 'pulumi-resource-kubernetes'] as const),
] as const;
/** Milliseconds between two looks for what waits to go. */
const everyMs = 500;

/** @param config - by full key, over that of the committed stack file */
export async function startStackBed(config: Readonly<Record<string, unknown>>): Promise<StackBed> {
  const report = (line: string) => void process.stdout.write(`${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-stack-'));
  const closers = new Closers();
  closers.add(() => rm(directory, { recursive: true, force: true }));
  try {
    const engines = await prepareEngines(programs, { report });
    const settings = await stackConfig('dev', config);
    const region = settings['aws:region'] ?? '';
    const controlPlane = closers.keep(
      await startControlPlane({ directory: join(directory, 'control-plane'), engines }),
    );
    const remote = closers.keep(
      await startRemote({
        directory: join(directory, 'remote'),
        repositoryUrl: settings['tidecast:gitRepo'] ?? '',
        branch: 'main',
        definitions: () => prepareDefinitions({ report }),
      }),
    );
    const account = closers.keep(
      await startAccount({ directory: join(directory, 'account'), log: () => undefined }),
    );
    const stack = closers.keep(
      await startStackEngine({
        directory: join(directory, 'pulumi'),
        cacheDirectory: join(await cacheDirectory(process.env), 'schemas'),
        engines,
        stack: 'dev',
        controlPlane,
        environment: remote.environment,
        localCloud: account.sdkEnvironment,
        config,
        report,
      }),
    );
    closers.keep(
      await startAroundStack({
        controlPlane,
        account: stack.account,
        region,
        report: () => undefined,
      }),
    );
    closers.keep(startLoop('finalizers', () => letGo(controlPlane.kube), everyMs));
    return { stack, controlPlane, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Stands for an Argo CD that has cleared up: takes its finalizers off what is to go. */
async function letGo(kube: Kube): Promise<void> {
  for (const kind of ['Application', 'AppProject']) {
    const where = { apiVersion: 'argoproj.io/v1alpha1', kind };
    const definition = kind === 'Application' ? 'applications' : 'appprojects';
    const definitionName = `${definition}.argoproj.io`;
    const known = await kube.get(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      definitionName,
    );
    if (!known) return;
    for (const { metadata } of await kube.list<KubeObject>(where.apiVersion, kind)) {
      const { name, namespace, deletionTimestamp, finalizers = [] } = metadata;
      if (deletionTimestamp === undefined || finalizers.length === 0) continue;
      await kube.patch(
        { ...where, name, ...(namespace !== undefined && { namespace }) },
        { metadata: { finalizers: null } },
      );
    }
  }
}
