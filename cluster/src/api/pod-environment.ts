import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import { type ApiPod, type KeyReference, onlyContainer, type Variable } from './api-pod.ts';

interface Keys extends KubeObject {
  /** In a Secret as base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** What a pod asks for is not there; a kubelet calls it CreateContainerConfigError. */
export class PodConfigError extends Error {
  override name = 'PodConfigError';
}

/**
 * The environment that a pod's container asks for, and nothing else: values as they stand, those of
 * Secrets and ConfigMaps as they are in the cluster now.
 *
 * @throws PodConfigError where something is missing that is not optional
 */
export async function readEnvironment(
  kube: Pick<Kube, 'get'>,
  pod: ApiPod,
): Promise<Record<string, string>> {
  const { env = [], envFrom = [] } = onlyContainer(pod);
  if (envFrom.length > 0) throw new PodConfigError('envFrom is not known to this kubelet');
  const environment: Record<string, string> = {};
  for (const variable of env) {
    const value = await lookUp(kube, pod, variable);
    if (value !== undefined) environment[variable.name] = expanded(value, variable, environment);
  }
  return environment;
}

async function lookUp(
  kube: Pick<Kube, 'get'>,
  { metadata, spec, status }: ApiPod,
  { name, value, valueFrom }: Variable,
): Promise<string | undefined> {
  const { namespace = 'default' } = metadata;
  if (!valueFrom) return value ?? '';
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom;
  if (secretKeyRef) {
    const found = await read(kube, 'Secret', secretKeyRef, namespace);
    return found && Buffer.from(found, 'base64').toString('utf8');
  }
  if (configMapKeyRef) return read(kube, 'ConfigMap', configMapKeyRef, namespace);
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.podIP': status?.podIP,
  };
  const field = fieldRef && fields[fieldRef.fieldPath];
  if (field === undefined)
    throw new PodConfigError(`${name} comes from where this kubelet does not look`);
  return field;
}

async function read(
  kube: Pick<Kube, 'get'>,
  kind: 'Secret' | 'ConfigMap',
  { name, key, optional = false }: KeyReference,
  namespace: string,
): Promise<string | undefined> {
  const object = await kube.get<Keys>('v1', kind, name, namespace);
  const value = object?.data?.[key];
  if (value === undefined && !optional)
    throw new PodConfigError(
      object
        ? `couldn't find key ${key} in ${kind} ${namespace}/${name}`
        : `${kind.toLowerCase()} "${name}" not found`,
    );
  return value;
}

/** Puts earlier variables in the place of `$(NAME)`; `$$` is a dollar, an unknown name stays. */
function expanded(
  value: string,
  { valueFrom }: Variable,
  known: Readonly<Record<string, string>>,
): string {
  if (valueFrom) return value;
  return value.replace(/\$(?:\$|\(([\w.-]+)\))/g, (whole, name?: string) =>
    name === undefined ? '$' : (known[name] ?? whole),
  );
}
