import { setTimeout as delay } from 'node:timers/promises';
import {
  ApiException,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';

/** Milliseconds that a request may take. */
const requestLimit = 30_000;
/** Milliseconds: the API server asks for one second where it is busy. */
const pauseWhenBusy = 1_000;
const mostTries = 30;

/** A kind of object, by its API. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object of the cluster, as far as all kinds are alike; the rest is read by paths. */
export interface ClusterObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
}

/** What a merge puts into an object. */
export interface Change {
  readonly metadata?: { readonly finalizers: readonly string[] };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What clearing up reads and writes of a cluster. */
export interface ClusterObjects {
  /** Nothing, where the cluster does not know the kind. */
  list(kind: Kind): Promise<ClusterObject[]>;
  /** Merges fields into an object; one that is gone is none of its business. */
  patch(object: ClusterObject, change: Change): Promise<void>;
  /** Asks for an object's end, its dependents' before it; one that is gone stays so. */
  delete(object: ClusterObject): Promise<void>;
}

export function clusterObjects(config: KubeConfig): ClusterObjects {
  const api = KubernetesObjectApi.makeApiClient(config);
  const address = ({ apiVersion, kind, metadata }: ClusterObject) => ({
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    metadata: {
      ...(metadata?.name !== undefined && { name: metadata.name }),
      ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }),
    },
  });
  return {
    async list({ apiVersion, kind }) {
      const listed = await unlessUnknown(
        patiently(() => api.list<KubernetesObject>(apiVersion, kind)),
      );
      // Items of a list do not say what they are.
      return (listed?.items ?? []).map((item) => ({ ...item, apiVersion, kind }));
    },
    async patch(object, change) {
      const patch = { ...address(object), ...change, metadata: { ...address(object).metadata } };
      Object.assign(patch.metadata, change.metadata);
      const merge = PatchStrategy.MergePatch;
      await unlessUnknown(
        patiently(() => api.patch(patch, undefined, undefined, undefined, undefined, merge)),
      );
    },
    async delete(object) {
      const foreground = 'Foreground';
      await unlessUnknown(
        patiently(() =>
          api.delete(address(object), undefined, undefined, undefined, undefined, foreground),
        ),
      );
    },
  };
}

/** The client itself waits for ever, and never asks again where a server that is busy says when. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTime(send());
    } catch (error) {
      const busy = error instanceof ApiException && (error.code === 429 || error.code === 503);
      if (!busy || tries === mostTries) throw error;
      await delay(pauseWhenBusy);
    }
  }
}

async function inTime<T>(request: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = delay(requestLimit, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`The cluster does not answer within ${requestLimit / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([request, late]);
  } finally {
    answered.abort();
  }
}

/** Not found, be it the object or its kind, which client-node says in words of its own. */
async function unlessUnknown<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    if (error instanceof Error && /^Unrecognized API version and kind/.test(error.message))
      return undefined;
    throw error;
  }
}
