import { setTimeout as delay } from 'node:timers/promises';
import { KubeError, type KubeHttp } from './kube-http.ts';

/** Where objects of a kind are found. */
interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Knows the address of every kind, as the API server tells it. */
export interface KubeResources {
  /**
   * Path of a kind's objects, or of one of them.
   *
   * @param waitMs - milliseconds in which a kind may still come, as it does after its definition
   * @throws Error if the cluster has no such kind
   */
  path(where: Location, waitMs?: number): Promise<string>;
}

export interface Location {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  /** Absent: all of them, or `default` where a name is said. */
  readonly namespace?: string;
  readonly subresource?: string;
}

const pause = 200;

export function kubeResources(http: KubeHttp): KubeResources {
  const known = new Map<string, ReadonlyMap<string, Resource>>();
  const find = async (apiVersion: string, kind: string): Promise<Resource | undefined> => {
    const found = known.get(apiVersion)?.get(kind);
    if (found) return found;
    const listed = await listResources(http, apiVersion);
    known.set(apiVersion, listed);
    return listed.get(kind);
  };
  return {
    async path({ apiVersion, kind, name, namespace, subresource }, waitMs = 0) {
      const deadline = performance.now() + waitMs;
      let resource = await find(apiVersion, kind);
      while (!resource && performance.now() < deadline) {
        await delay(pause);
        resource = await find(apiVersion, kind);
      }
      if (!resource)
        throw new KubeError(404, 'NotFound', `the cluster knows no ${apiVersion} ${kind}`);
      const within = namespace ?? (name === undefined ? undefined : 'default');
      return [
        rootOf(apiVersion),
        ...(resource.namespaced && within !== undefined ? ['namespaces', within] : []),
        resource.plural,
        ...(name === undefined ? [] : [encodeURIComponent(name)]),
        ...(subresource === undefined ? [] : [subresource]),
      ].join('/');
    },
  };
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function listResources(
  http: KubeHttp,
  apiVersion: string,
): Promise<ReadonlyMap<string, Resource>> {
  try {
    const { resources } = (await http.send({ method: 'GET', path: rootOf(apiVersion) })) as {
      readonly resources: readonly { name: string; kind: string; namespaced: boolean }[];
    };
    return new Map(
      resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]),
    );
  } catch (error) {
    // The group is not defined yet, or its own server is down.
    if (error instanceof KubeError && (error.status === 404 || error.status === 503))
      return new Map();
    throw error;
  }
}
