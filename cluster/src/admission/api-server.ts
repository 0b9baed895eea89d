import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { prepareDefinitions } from '../engines/definitions.ts';
import { type EngineOptions, type EngineProgram, prepareEngines } from '../engines/engines.ts';
import { readDefinitions } from './definitions.ts';

/** Minor versions of Kubernetes for which there is an API server. */
export const kubernetesVersions = ['1.36', '1.35'] as const;

const servers = {
  '1.36': 'kube-apiserver',
  '1.35': 'kube-apiserver-1.35',
} as const satisfies Record<(typeof kubernetesVersions)[number], EngineProgram>;

/**
 * Starts an API server of a version, without anybody who acts, and with the definitions that our
 * charts use.
 */
export async function startApiServer(
  version: (typeof kubernetesVersions)[number],
  options: EngineOptions,
): Promise<ControlPlane> {
  const program = servers[version];
  const engines = await prepareEngines(['etcd', program], options);
  const definitions = await readDefinitions(Object.values(await prepareDefinitions(options)));
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-admission-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const plane = await startControlPlane({
      directory,
      engines: { etcd: engines.etcd, 'kube-apiserver': engines[program] },
      only: 'api',
      ...(options.signal && { signal: options.signal }),
    });
    await plane.kube.apply(definitions);
    return {
      ...plane,
      async close() {
        await plane.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
