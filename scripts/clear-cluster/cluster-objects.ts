import { setTimeout as delay } from 'node:timers/promises';
import {
  ApiException,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';

/** Timeout of a request in milliseconds. */
const requestLimit = 30_000;
/** Milliseconds: a busy API server asks clients to wait one second. */
const pauseWhenBusy = 1_000;
const maxTries = 30;

/** A kind of object and its API version. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object of the cluster, with what all kinds have in common; the rest is read by path. */
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

/** Fields to merge into an object. */
export interface Change {
  readonly metadata?: { readonly finalizers: readonly string[] };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The operations on a cluster that clearing it needs. */
export interface ClusterObjects {
  /** Empty when the cluster does not know the kind. */
  list(kind: Kind): Promise<ClusterObject[]>;
  /** Merges fields into an object; does nothing if it is gone. */
  patch(object: ClusterObject, change: Change): Promise<void>;
  /** Deletes an object, its dependents first; does nothing if it is gone. */
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
      const listed = await undefinedIfUnknown(
        patiently(() => api.list<KubernetesObject>(apiVersion, kind)),
      );
      // Items of a list have no kind.
      return (listed?.items ?? []).map((item) => ({ ...item, apiVersion, kind }));
    },
    async patch(object, change) {
      const patch = { ...address(object), ...change, metadata: { ...address(object).metadata } };
      Object.assign(patch.metadata, change.metadata);
      const merge = PatchStrategy.MergePatch;
      await undefinedIfUnknown(
        patiently(() => api.patch(patch, undefined, undefined, undefined, undefined, merge)),
      );
    },
    async delete(object) {
      const foreground = 'Foreground';
      await undefinedIfUnknown(
        patiently(() =>
          api.delete(address(object), undefined, undefined, undefined, undefined, foreground),
        ),
      );
    },
  };
}

/** The client itself waits for ever, and does not retry when a busy server says when to. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTime(send());
    } catch (error) {
      const busy = error instanceof ApiException && (error.code === 429 || error.code === 503);
      if (!busy || tries === maxTries) throw error;
      await delay(pauseWhenBusy);
    }
  }
}

async function inTime<T>(request: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = delay(requestLimit, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`The cluster did not answer within ${requestLimit / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([request, late]);
  } finally {
    answered.abort();
  }
}

/** The object or its kind was not found; client-node reports an unknown kind in its own way. */
async function undefinedIfUnknown<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    if (error instanceof Error && /^Unrecognized API version and kind/.test(error.message))
      return undefined;
    throw error;
  }
}
