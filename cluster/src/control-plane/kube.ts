import { KubeError, type KubeHttp, openKubeHttp } from './kube-http.ts';
import type { KubeObject } from './kube-objects.ts';
import { kubeResources, type Location } from './kube-resources.ts';
import { type Change, type Watching, watchKube } from './kube-watch.ts';

export interface Selection {
  /** Absent: in every namespace. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ApplyOptions {
  /** Whose the fields are. */
  readonly fieldManager?: string;
  /** The API server judges and keeps nothing. */
  readonly dryRun?: boolean;
}

export interface PatchOptions {
  readonly subresource?: string;
  /** How the change is meant; JSON merge patch if it is not said. */
  readonly type?: 'merge' | 'strategic-merge' | 'json';
}

/** Requests to the API server of a cluster on loopback. All throw KubeError where it refuses. */
export interface Kube {
  readonly server: string;
  /**
   * Server-side apply, with unknown fields refused. Objects are applied in their order; a kind whose
   * definition has just been applied is waited for.
   */
  apply(objects: readonly KubeObject[], options?: ApplyOptions): Promise<void>;
  create<T extends KubeObject = KubeObject>(object: KubeObject): Promise<T>;
  /** Nothing if there is no such object. */
  get<T extends KubeObject = KubeObject>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined>;
  list<T extends KubeObject = KubeObject>(
    apiVersion: string,
    kind: string,
    selection?: Selection,
  ): Promise<T[]>;
  patch<T extends KubeObject = KubeObject>(
    where: Named,
    change: unknown,
    options?: PatchOptions,
  ): Promise<T>;
  /** Fulfilled once the deletion is noted, also where there is nothing to delete. */
  delete(where: Named, options?: { readonly graceSeconds?: number }): Promise<void>;
  /**
   * Asks a pod to go, as a drain does.
   *
   * @returns whether it goes; not if a PodDisruptionBudget forbids it now
   */
  evict(pod: KubeObject): Promise<boolean>;
  /** Calls back for each object that is there and for every change, until it is closed. */
  watch<T extends KubeObject = KubeObject>(
    apiVersion: string,
    kind: string,
    selection: Selection,
    onChange: (change: Change<T>) => void,
  ): Promise<Watching<T>>;
  /** For what has no kind, such as `/readyz`. */
  readonly http: KubeHttp;
  /** Ends every watch, too. */
  close(): void;
}

/** An object by its name. */
export type Named = Location & { readonly name: string };

const defaultManager = 'rehearsal';
/** Milliseconds that a definition may take until the kind is served. */
const definitionLimit = 60_000;

/**
 * @param kubeconfig - text of a kubeconfig, JSON or YAML
 * @throws Error if its server is not on loopback
 */
export async function openKube(kubeconfig: string): Promise<Kube> {
  const http = await openKubeHttp(kubeconfig);
  const resources = kubeResources(http);
  const watches = new Set<Pick<Watching<KubeObject>, 'close'>>();
  return {
    server: http.server,
    http,
    async apply(objects, { fieldManager = defaultManager, dryRun = false } = {}) {
      for (const object of objects) {
        const query = new URLSearchParams({
          fieldManager,
          force: 'true',
          fieldValidation: 'Strict',
          ...(dryRun && { dryRun: 'All' }),
        });
        await http.send({
          method: 'PATCH',
          path: `${await resources.path(locate(object), definitionLimit)}?${query}`,
          body: object,
          contentType: 'application/apply-patch+yaml',
        });
      }
    },
    async create<T extends KubeObject>(object: KubeObject) {
      const { name: _, ...where } = locate(object);
      const path = await resources.path({ namespace: 'default', ...where }, definitionLimit);
      return (await http.send({
        method: 'POST',
        path: `${path}?fieldManager=${defaultManager}&fieldValidation=Strict`,
        body: object,
      })) as T;
    },
    async get<T extends KubeObject>(
      apiVersion: string,
      kind: string,
      name: string,
      namespace?: string,
    ) {
      return undefinedIfMissing(async () => {
        const where = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
        return (await http.send({ method: 'GET', path: await resources.path(where) })) as T;
      });
    },
    async list<T extends KubeObject>(apiVersion: string, kind: string, selection: Selection = {}) {
      const path = await listPath({ apiVersion, kind }, selection);
      const { items } = (await http.send({ method: 'GET', path })) as { readonly items: T[] };
      return items.map((item) => ({ ...item, apiVersion, kind }));
    },
    async patch<T extends KubeObject>(where: Named, change: unknown, options: PatchOptions = {}) {
      const { subresource, type = 'merge' } = options;
      const path = await resources.path({
        ...where,
        ...(subresource !== undefined && { subresource }),
      });
      return (await http.send({
        method: 'PATCH',
        path: `${path}?fieldManager=${defaultManager}`,
        body: change,
        contentType: `application/${type}-patch+json`,
      })) as T;
    },
    async delete(where, { graceSeconds } = {}) {
      await undefinedIfMissing(async () =>
        http.send({
          method: 'DELETE',
          path: await resources.path(where),
          body: {
            propagationPolicy: 'Background',
            ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
          },
        }),
      );
    },
    async evict({ metadata }) {
      const { name, namespace = 'default' } = metadata;
      const path = await resources.path({
        ...{ apiVersion: 'v1', kind: 'Pod', name, namespace },
        subresource: 'eviction',
      });
      try {
        await undefinedIfMissing(() =>
          http.send({
            method: 'POST',
            path,
            body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof KubeError && error.status === 429) return false;
        throw error;
      }
    },
    async watch<T extends KubeObject>(
      apiVersion: string,
      kind: string,
      selection: Selection,
      onChange: (change: Change<T>) => void,
    ) {
      const path = await listPath({ apiVersion, kind }, selection);
      const watching = await watchKube<T>(http, path, { apiVersion, kind }, onChange);
      watches.add(watching);
      return watching;
    },
    close() {
      for (const watching of watches) void watching.close();
      http.close();
    },
  };

  async function listPath(
    kind: Pick<Location, 'apiVersion' | 'kind'>,
    { namespace, labelSelector, fieldSelector }: Selection,
  ): Promise<string> {
    const query = new URLSearchParams({
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    });
    const path = await resources.path({ ...kind, ...(namespace !== undefined && { namespace }) });
    return query.size > 0 ? `${path}?${query}` : path;
  }
}

/** An object's place, to name it in other requests. */
export function locate({ apiVersion, kind, metadata }: KubeObject): Named {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

async function undefinedIfMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  }
}
