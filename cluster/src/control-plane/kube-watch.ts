import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeError, type KubeHttp } from './kube-http.ts';
import type { KubeObject } from './kube-objects.ts';

/** What has become of an object. */
export interface Change<T extends KubeObject> {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: T;
}

/** Objects of a kind, held up to date. */
export interface Watching<T extends KubeObject> {
  /** All that there are now. */
  current(): readonly T[];
  close(): Promise<void>;
}

/** Milliseconds between two tries while the API server does not answer. */
const pause = 500;

interface Line<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T & { readonly code?: number };
}

/**
 * Lists the objects at a path, then follows what becomes of them until it is closed, over restarts
 * of the API server too.
 *
 * @param path - of the list, with its query
 * @param onChange - told of each object that is there, once, and of every change
 */
export async function watchKube<T extends KubeObject>(
  http: KubeHttp,
  path: string,
  kind: { readonly apiVersion: string; readonly kind: string },
  onChange: (change: Change<T>) => void,
): Promise<Watching<T>> {
  const objects = new Map<string, T>();
  const closing = new AbortController();
  const { signal } = closing;

  const take = (object: T) => {
    const key = keyOf(object);
    const before = objects.get(key);
    if (before && before.metadata.resourceVersion === object.metadata.resourceVersion) return;
    objects.set(key, object);
    onChange({ type: before ? 'modified' : 'added', object });
  };
  const drop = (object: T) => {
    if (objects.delete(keyOf(object))) onChange({ type: 'deleted', object });
  };
  const list = async (): Promise<string> => {
    const answer = (await http.send({ method: 'GET', path })) as {
      readonly metadata: { readonly resourceVersion: string };
      readonly items: readonly T[];
    };
    // The items of a list do not say what they are.
    const items = answer.items.map((item) => ({ ...kind, ...item }));
    const listed = new Set(items.map(keyOf));
    for (const [key, object] of objects) if (!listed.has(key)) drop(object);
    for (const item of items) take(item);
    return answer.metadata.resourceVersion;
  };
  /** Follows from a version on; gives the version from which to go on, none if that is too old. */
  const follow = async (from: string): Promise<string | undefined> => {
    let version = from;
    const answer = await http.open(
      `${path}${path.includes('?') ? '&' : '?'}watch=true&allowWatchBookmarks=true&resourceVersion=${from}`,
      signal,
    );
    for await (const text of createInterface({ input: answer })) {
      if (signal.aborted) break;
      const { type, object }: Line<T> = JSON.parse(text);
      if (type === 'ERROR') return object.code === 410 ? undefined : version;
      version = object.metadata.resourceVersion ?? version;
      if (type === 'DELETED') drop(object);
      else if (type !== 'BOOKMARK') take(object);
    }
    return version;
  };
  const run = async (listed: string) => {
    let version: string | undefined = listed;
    while (!signal.aborted) {
      try {
        version = version === undefined ? await list() : await follow(version);
      } catch (error) {
        if (error instanceof KubeError && error.status === 410) version = undefined;
        if (!signal.aborted) await delay(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const running = run(await list());
  return {
    current: () => [...objects.values()],
    async close() {
      closing.abort();
      await running;
    },
  };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}/${metadata.uid ?? ''}`;
}
