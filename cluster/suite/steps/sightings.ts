import {
  type ApplicationObject,
  type ApplicationStatus,
  argocdNamespace,
  argoprojVersion,
  statusOf,
} from '../../src/argocd/applications.ts';
import type { Kube } from '../../src/control-plane/kube.ts';
import { holds, type KubeObject, type Pod } from '../../src/control-plane/kube-objects.ts';

/** An object when it came, changed or went. */
export interface Sighting<T> {
  /** Counts up over everything that one watch tells, so that it orders what happened. */
  readonly order: number;
  /** Of `performance.now()`. */
  readonly at: number;
  readonly state: T;
}

/** All that objects of a kind went through, oldest first. */
export interface Sightings<T> {
  of(name: string): readonly Sighting<T>[];
  names(): readonly string[];
  /** The last time that it was seen, if it is gone now. */
  gone(name: string): Sighting<T> | undefined;
  /** Forgets everything seen so far. */
  forget(): void;
  close(): Promise<void>;
}

export function seeApplications(kube: Kube): Promise<Sightings<ApplicationStatus>> {
  return see<ApplicationObject, ApplicationStatus>(
    kube,
    [argoprojVersion, 'Application', argocdNamespace],
    statusOf,
  );
}

/** Follows objects of a kind in a namespace. */
export async function see<T extends KubeObject, S>(
  kube: Kube,
  [apiVersion, kind, namespace]: readonly [apiVersion: string, kind: string, namespace: string],
  read: (object: T) => S,
): Promise<Sightings<S>> {
  const seen = new Map<string, Sighting<S>[]>();
  const left = new Map<string, Sighting<S>>();
  let order = 0;
  const watching = await kube.watch<T>(apiVersion, kind, { namespace }, ({ type, object }) => {
    const { name } = object.metadata;
    const sighting = { order: order++, at: performance.now(), state: read(object) };
    if (type === 'deleted') left.set(name, sighting);
    else {
      left.delete(name);
      seen.set(name, [...(seen.get(name) ?? []), sighting]);
    }
  });
  return {
    of: (name) => seen.get(name) ?? [],
    names: () => [...seen.keys()],
    gone: (name) => left.get(name),
    forget: () => {
      seen.clear();
      left.clear();
    },
    close: () => watching.close(),
  };
}

/** Pods of one kind, and how few of them were ready at once. */
export interface PodSightings {
  current(): readonly Pod[];
  ready(): readonly Pod[];
  /** Since {@link PodSightings.forget}, or since it looks. */
  fewestReady(): number;
  maxAtOnce(): number;
  forget(): void;
  close(): Promise<void>;
}

export async function seePods(
  kube: Kube,
  namespace: string,
  labelSelector: string,
): Promise<PodSightings> {
  const pods = new Map<string, Pod>();
  const ready = () =>
    [...pods.values()].filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined && holds(status?.conditions, 'Ready'),
    );
  let fewest = Number.POSITIVE_INFINITY;
  let most = 0;
  const watching = await kube.watch<Pod>(
    'v1',
    'Pod',
    { namespace, labelSelector },
    ({ type, object }) => {
      if (type === 'deleted') pods.delete(object.metadata.name);
      else pods.set(object.metadata.name, object);
      fewest = Math.min(fewest, ready().length);
      most = Math.max(most, pods.size);
    },
  );
  return {
    current: () => [...pods.values()],
    ready,
    fewestReady: () => fewest,
    maxAtOnce: () => most,
    forget: () => {
      fewest = ready().length;
      most = pods.size;
    },
    close: () => watching.close(),
  };
}
