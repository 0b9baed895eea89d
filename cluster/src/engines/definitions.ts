import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../local/src/error-code.ts';
import { cacheDirectory, modulesDirectory } from './engine-cache.ts';
import { EngineError } from './engine-error.ts';
import type { EngineOptions } from './engines.ts';
import { enginesFolder } from './find-engine.ts';
import { downloadModules, findGo, goVersionOf, requireGo } from './go.ts';

/** Folders of YAML files, each with one CustomResourceDefinition or several. */
export interface Definitions {
  readonly argocd: string;
  readonly prometheusOperator: string;
  readonly loadBalancerController: string;
}

interface DefinitionSource {
  /** Its folder in the cache. */
  readonly name: string;
  readonly module: string;
  /** Where they are in the module. */
  readonly path: string;
  /** Files that are no definitions, or not those that the platform gets. */
  readonly leftOut: readonly string[];
}

const sources: Readonly<Record<keyof Definitions, DefinitionSource>> = {
  argocd: {
    name: 'argocd',
    module: 'github.com/argoproj/argo-cd/v3',
    path: 'manifests/crds',
    leftOut: ['kustomization.yaml'],
  },
  prometheusOperator: {
    name: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    path: 'example/prometheus-operator-crd',
    leftOut: [],
  },
  loadBalancerController: {
    name: 'aws-load-balancer-controller',
    module: 'sigs.k8s.io/aws-load-balancer-controller',
    path: 'helm/aws-load-balancer-controller/crds',
    // Those of its gateways are not the same in the version of the chart, and the platform has no gateway.
    leftOut: ['kustomization.yaml', 'gateway-crds.yaml'],
  },
};

const directory = join(modulesDirectory, 'definitions');

/**
 * Fetches CustomResourceDefinitions out of Go modules, once. A folder `definitions` beside the engines of
 * TIDECAST_ENGINES goes first.
 *
 * @throws EngineError in a sentence that says what to do
 */
export async function prepareDefinitions(options: EngineOptions): Promise<Definitions> {
  const { report, signal, environment = process.env } = options;
  const named = await enginesFolder(environment);
  if (named !== undefined && (await isFolder(join(named, 'definitions'))))
    return foldersBelow(join(named, 'definitions'));

  const [goMod, goSum] = await Promise.all(
    ['go.mod', 'go.sum'].map((name) => readFile(join(directory, name), 'utf8')),
  );
  const hash = createHash('sha256').update(JSON.stringify([goMod, goSum, sources]));
  const kept = join(
    await cacheDirectory(environment),
    'definitions',
    hash.digest('hex').slice(0, 12),
  );
  if (await isFolder(kept)) return foldersBelow(kept);

  const what = 'the definitions of custom resources';
  const found = await findGo(environment, signal);
  const go = requireGo(found, goVersionOf(goMod ?? ''), what);
  report(`Downloading ${what} …`);
  const modules = await downloadModules(go, what, { directory, ...(signal && { signal }) }, report);
  const unfinished = `${kept}.${randomUUID()}`;
  try {
    for (const { name, module, path, leftOut } of Object.values(sources)) {
      const folder = modules.get(module);
      if (folder === undefined) throw new EngineError(`Go has not downloaded ${module}.`);
      await copyDefinitions(join(folder, path), join(unfinished, name), leftOut);
    }
    await rename(unfinished, kept);
  } catch (error) {
    // Another rehearsal was quicker, with the same.
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return foldersBelow(kept);
}

async function copyDefinitions(
  from: string,
  to: string,
  leftOut: readonly string[],
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from))
    if (name.endsWith('.yaml') && !leftOut.includes(name))
      await copyFile(join(from, name), join(to, name));
}

/** @throws EngineError when one of them is not there */
async function foldersBelow(parent: string): Promise<Definitions> {
  const folder = async ({ name }: DefinitionSource) => {
    const path = join(parent, name);
    if (await isFolder(path)) return path;
    throw new EngineError(
      `${parent} has no folder ${name} with definitions of custom resources: put them there, or take ${parent} away, and they are downloaded.`,
    );
  };
  return {
    argocd: await folder(sources.argocd),
    prometheusOperator: await folder(sources.prometheusOperator),
    loadBalancerController: await folder(sources.loadBalancerController),
  };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
