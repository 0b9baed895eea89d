import { mkdir } from 'node:fs/promises';
import type { Kube } from '../control-plane/kube.ts';
import { readImage } from './api-image.ts';
import type { ApiPod } from './api-pod.ts';
import { PodProcess, type PodProcessOptions } from './pod-process.ts';

export interface PodProcessesOptions {
  readonly kube: Pick<Kube, 'get' | 'patch' | 'delete' | 'watch'>;
  readonly namespace: string;
  /** Labels of the pods; KWOK must leave these alone (`keptFromKwok`). */
  readonly labels: Readonly<Record<string, string>>;
  /** Folders with the program, by image tag; looked up at each start, so that tags can be pushed. */
  readonly images: ReadonlyMap<string, string>;
  /** What a service account's role gives to a program, and no more. */
  readonly roleEnvironment: Readonly<Record<string, string>>;
  /** For files and logs. It is made if it is not there. */
  readonly directory: string;
  /** Milliseconds before a second restart; 10 s if it is not said, as with a kubelet. */
  readonly backoffMs?: number;
  readonly report?: (line: string) => void;
}

/** A pod's process, as seen by senders of requests. */
export interface PodEndpoint {
  readonly pod: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string;
  readonly metricsUrl: string;
  readonly pid: number | undefined;
  /** As the pod's condition says: its container is, and every readiness gate holds. */
  readonly ready: boolean;
  /** Milliseconds since it was asked to go; absent where it stays. */
  readonly leavingForMs?: number;
}

export interface PodProcesses {
  /** Pods whose process runs. */
  endpoints(): readonly PodEndpoint[];
  /** Ends all of them at once, and leaves the pods as they are. */
  close(): Promise<void>;
}

/** All nodes that KWOK plays have this address (control-plane.ts). */
const hostIP = '198.19.255.254';
/** Addresses of pods beside those that KWOK and nodes have, and as unreachable (RFC 2544). */
const podAddress = (number: number) =>
  `198.19.${128 + (Math.floor(number / 254) % 127)}.${(number % 254) + 1}`;
const defaultBackoff = 10_000;

/** Runs the pods of the API, as soon as each has a node, until it is closed. */
export async function startPodProcesses(options: PodProcessesOptions): Promise<PodProcesses> {
  const { kube, namespace, labels, directory, report = () => undefined } = options;
  await mkdir(directory, { recursive: true });
  const image = await readImage();
  const processes = new Map<string, PodProcess>();
  let addresses = 0;
  let closed = false;

  const settings = (): PodProcessOptions => ({
    kube,
    images: options.images,
    image,
    roleEnvironment: options.roleEnvironment,
    directory,
    address: {
      podIP: podAddress(addresses++),
      hostIP,
      since: `${new Date().toISOString().slice(0, 19)}Z`,
    },
    report,
    backoffMs: options.backoffMs ?? defaultBackoff,
  });
  const take = (pod: ApiPod) => {
    const { uid = '' } = pod.metadata;
    const known = processes.get(uid);
    if (known) return known.update(pod);
    if (pod.spec.nodeName === undefined || closed) return;
    const started = new PodProcess(pod, settings());
    processes.set(uid, started);
    void started.done.then(() => processes.delete(uid));
  };
  const watching = await kube.watch<ApiPod>(
    'v1',
    'Pod',
    {
      namespace,
      labelSelector: Object.entries(labels)
        .map((pair) => pair.join('='))
        .join(','),
    },
    ({ type, object }) => {
      // Deleted is what is gone: a pod with a grace is first changed to be one that goes.
      if (type === 'deleted') void processes.get(object.metadata.uid ?? '')?.kill();
      else take(object);
    },
  );
  return {
    endpoints: () => [...processes.values()].flatMap((process) => endpointOf(process) ?? []),
    async close() {
      closed = true;
      await watching.close();
      await Promise.all([...processes.values()].map((process) => process.kill()));
    },
  };
}

function endpointOf(process: PodProcess): PodEndpoint | undefined {
  const { name, pod, url, metricsUrl, pid, ready, leavingSince } = process;
  if (url === undefined || metricsUrl === undefined) return undefined;
  const { labels = {} } = pod.metadata;
  return {
    ...{ pod: name, labels, url, metricsUrl, pid, ready },
    ...(leavingSince !== undefined && { leavingForMs: performance.now() - leavingSince }),
  };
}
