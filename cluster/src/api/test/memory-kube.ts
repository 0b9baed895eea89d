import type { Kube } from '../../control-plane/kube.ts';
import type { Condition, KubeObject } from '../../control-plane/kube-objects.ts';
import type { Change } from '../../control-plane/kube-watch.ts';
import type { ApiPod } from '../api-pod.ts';

type Told = (change: Change<ApiPod>) => void;

/** Pods in memory, as far as a kubelet has to do with them: what it writes and what it is told. */
export class MemoryKube {
  readonly #pods = new Map<string, ApiPod>();
  readonly #secrets = new Map<string, KubeObject>();
  readonly #told = new Set<Told>();
  #version = 0;

  readonly kube = {
    get: async (_apiVersion: string, kind: string, name: string) =>
      kind === 'Secret' ? this.#secrets.get(name) : undefined,
    patch: async ({ name }: { name: string }, change: { status: ApiPod['status'] }) => {
      const pod = this.pod(name);
      const status = { ...pod.status, ...change.status };
      const conditions = merged(pod.status?.conditions ?? [], change.status?.conditions ?? []);
      return this.#put({ ...pod, status: { ...status, conditions } });
    },
    delete: async ({ name }: { name: string }) => {
      const pod = this.#pods.get(name);
      if (!pod) return;
      this.#pods.delete(name);
      for (const tell of this.#told) tell({ type: 'deleted', object: pod });
    },
    watch: async (_apiVersion: string, _kind: string, _selection: object, tell: Told) => {
      this.#told.add(tell);
      for (const object of this.#pods.values()) tell({ type: 'added', object });
      return {
        current: () => [...this.#pods.values()],
        close: async () => void this.#told.delete(tell),
      };
    },
  } as unknown as Pick<Kube, 'get' | 'patch' | 'delete' | 'watch'>;

  /** @throws Error if it is gone */
  pod(name: string): ApiPod {
    const pod = this.#pods.get(name);
    if (!pod) throw new Error(`pod ${name} is gone`);
    return pod;
  }

  has(name: string): boolean {
    return this.#pods.has(name);
  }

  add(pod: ApiPod): void {
    this.#put(pod);
  }

  /** As the API server does with a pod that has a grace: it says so, and leaves it to the kubelet. */
  askToGo(name: string, deletionGracePeriodSeconds: number): void {
    const pod = this.pod(name);
    const deletionTimestamp = new Date().toISOString();
    const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds };
    this.#put({ ...pod, metadata });
  }

  addSecret(name: string, data: Readonly<Record<string, string>>): void {
    const encoded = Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]);
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name } };
    this.#secrets.set(name, Object.assign(secret, { data: Object.fromEntries(encoded) }));
  }

  #put(pod: ApiPod): ApiPod {
    this.#version += 1;
    const { name } = pod.metadata;
    const metadata = { ...pod.metadata, uid: name, resourceVersion: String(this.#version) };
    const object = { ...pod, metadata };
    const type = this.#pods.has(name) ? 'modified' : 'added';
    this.#pods.set(name, object);
    for (const tell of this.#told) tell({ type, object });
    return object;
  }
}

function merged(known: readonly Condition[], changed: readonly Condition[]): Condition[] {
  const all = new Map([...known, ...changed].map((condition) => [condition.type, condition]));
  return [...all.values()];
}
