import type { Kube } from '../control-plane/kube.ts';
import { type KubeObject, manifest, type Node } from '../control-plane/kube-objects.ts';
import { type Loop, startLoop } from './loop.ts';

/** A volume of EBS. Times are of `performance.now()`. */
export interface Volume {
  readonly name: string;
  /** `namespace/name` of the claim that it was made for. */
  readonly claim: string;
  readonly zone: string;
  readonly madeAt: number;
  readonly goneAt?: number;
}

/** Stands for the controller of the EBS CSI driver. */
export interface Volumes {
  /** All that there ever were, the oldest first. */
  all(): readonly Volume[];
  close(): Promise<void>;
}

interface Claim extends KubeObject {
  readonly spec: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly accessModes: readonly string[];
    readonly volumeMode?: string;
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
  };
}

interface PersistentVolume extends KubeObject {
  readonly spec: {
    readonly persistentVolumeReclaimPolicy?: string;
    readonly csi?: { readonly driver: string };
  };
  readonly status?: { readonly phase?: string };
}

interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly reclaimPolicy?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

interface Attachment extends KubeObject {
  readonly spec: { readonly attacher: string };
  readonly status?: { readonly attached: boolean };
}

const driver = 'ebs.csi.aws.com';
/** The scheduler's choice, for claims that wait for their first consumer. */
const selectedNode = 'volume.kubernetes.io/selected-node';
const zoneLabel = 'topology.kubernetes.io/zone';
/** Milliseconds between two looks, where nothing has happened meanwhile. */
const resync = 10_000;

/**
 * Makes a volume for each claim of a class of EBS in the zone of the node that the scheduler chose,
 * says that volumes are attached, and deletes those that are released. Binding is left to Kubernetes.
 */
export async function startVolumes(
  kube: Kube,
  options: { readonly report?: (line: string) => void } = {},
): Promise<Volumes> {
  const made = new Map<string, { -readonly [Key in keyof Volume]: Volume[Key] }>();
  let loop: Loop | undefined;
  const poke = () => loop?.poke();

  const provision = async (claim: Claim) => {
    const { name, namespace = 'default', uid, annotations = {} } = claim.metadata;
    const node = annotations[selectedNode];
    const { storageClassName, volumeName } = claim.spec;
    if (volumeName || !node || !storageClassName || claim.metadata.deletionTimestamp) return;
    const volume = `pvc-${uid}`;
    if (made.has(volume)) return;
    const storage = await kube.get<StorageClass>(
      'storage.k8s.io/v1',
      'StorageClass',
      storageClassName,
    );
    if (storage?.provisioner !== driver) return;
    const zone = (await kube.get<Node>('v1', 'Node', node))?.metadata.labels?.[zoneLabel];
    if (zone === undefined) return;
    await kube.apply([volumeObject(volume, claim, storage, zone)]);
    made.set(volume, {
      name: volume,
      claim: `${namespace}/${name}`,
      zone,
      madeAt: performance.now(),
    });
  };
  const reclaim = async ({ metadata, spec, status }: PersistentVolume) => {
    if (spec.csi?.driver !== driver || status?.phase !== 'Released') return;
    if (spec.persistentVolumeReclaimPolicy !== 'Delete' || metadata.deletionTimestamp) return;
    await kube.delete({ apiVersion: 'v1', kind: 'PersistentVolume', name: metadata.name });
    const volume = made.get(metadata.name);
    if (volume) volume.goneAt = performance.now();
  };
  const attach = async ({ metadata, spec, status }: Attachment) => {
    if (spec.attacher !== driver || status?.attached || metadata.deletionTimestamp) return;
    await kube.patch(
      { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', name: metadata.name },
      { status: { attached: true } },
      { subresource: 'status' },
    );
  };

  const watch = <T extends KubeObject>(apiVersion: string, kind: string) =>
    kube.watch<T>(apiVersion, kind, {}, poke);
  const claims = await watch<Claim>('v1', 'PersistentVolumeClaim');
  const volumes = await watch<PersistentVolume>('v1', 'PersistentVolume');
  const attachments = await watch<Attachment>('storage.k8s.io/v1', 'VolumeAttachment');
  const looking = startLoop(
    'volumes',
    async () => {
      for (const claim of claims.current()) await provision(claim);
      for (const attachment of attachments.current()) await attach(attachment);
      for (const volume of volumes.current()) await reclaim(volume);
    },
    resync,
    options.report,
  );
  loop = looking;
  return {
    all: () => [...made.values()],
    async close() {
      await Promise.all([looking.close(), claims.close(), volumes.close(), attachments.close()]);
    },
  };
}

function volumeObject(
  name: string,
  claim: Claim,
  { reclaimPolicy = 'Delete', parameters = {} }: StorageClass,
  zone: string,
): KubeObject {
  const { spec, metadata } = claim;
  const annotations = { 'pv.kubernetes.io/provisioned-by': driver };
  return manifest(
    'v1',
    'PersistentVolume',
    { name, annotations },
    {
      spec: {
        capacity: { storage: spec.resources.requests.storage },
        accessModes: spec.accessModes,
        volumeMode: spec.volumeMode ?? 'Filesystem',
        persistentVolumeReclaimPolicy: reclaimPolicy,
        storageClassName: spec.storageClassName,
        csi: {
          driver,
          volumeHandle: `vol-${metadata.uid?.replaceAll('-', '').slice(0, 17)}`,
          volumeAttributes: parameters,
        },
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          name: metadata.name,
          namespace: metadata.namespace,
          uid: metadata.uid,
        },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: zoneLabel, operator: 'In', values: [zone] }] },
            ],
          },
        },
      },
    },
  );
}
