import type { Kube, Named } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';

export const argoprojVersion = 'argoproj.io/v1alpha1';

/** The namespace that Argo CD and all Applications are in. */
export const argocdNamespace = 'argocd';

/** What Argo CD says of an Application. */
export interface ApplicationStatus {
  readonly name: string;
  /** Of its parent's sync; the root has none. */
  readonly wave: number | undefined;
  /** Where its chart comes from. */
  readonly repoUrl: string;
  /** `Synced`, `OutOfSync` or `Unknown`; empty before Argo CD has looked. */
  readonly sync: string;
  /** `Healthy`, `Progressing`, `Degraded`, `Missing` or `Unknown`; empty before Argo CD has looked. */
  readonly health: string;
  /** Commit or version of the chart that it was compared with. */
  readonly revision: string;
  readonly operation: Operation | undefined;
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** Revisions that it was synced to, the oldest first. */
  readonly history: readonly string[];
  readonly made: Date;
  /** Whether it waits for what it made to go. */
  readonly leaving: boolean;
}

/** The sync that runs, or that ran last. */
export interface Operation {
  /** `Running`, `Succeeded`, `Failed`, `Error` or `Terminating`. */
  readonly phase: string;
  readonly message: string;
  /** Tries after the first. */
  readonly retries: number;
  readonly revision: string;
  readonly started: Date;
  readonly finished: Date | undefined;
}

/** An Application as the cluster has it, as far as it is read here. */
export interface ApplicationObject extends KubeObject {
  readonly spec: { readonly source: { readonly repoURL: string } };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly history?: readonly { readonly revision?: string }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly startedAt: string;
      readonly finishedAt?: string;
      readonly syncResult?: { readonly revision?: string };
    };
  };
}

/** Every Application, by name. */
export async function readApplications(kube: Kube): Promise<ApplicationStatus[]> {
  const found = await kube.list<ApplicationObject>(argoprojVersion, 'Application', {
    namespace: argocdNamespace,
  });
  return found.map(statusOf).sort((one, other) => one.name.localeCompare(other.name));
}

/** Where an Application is. */
export function applicationNamed(name: string): Named {
  return { apiVersion: argoprojVersion, kind: 'Application', name, namespace: argocdNamespace };
}

/**
 * Has Argo CD look at once, rather than when it next would.
 *
 * @param how - `hard`: what has been rendered is rendered again, though nothing has changed
 */
export async function refreshApplication(
  kube: Kube,
  name: string,
  how: 'normal' | 'hard' = 'normal',
): Promise<void> {
  await kube.patch(applicationNamed(name), {
    metadata: { annotations: { 'argocd.argoproj.io/refresh': how } },
  });
}

/** Whether it is as git says, and well. */
export function isInOrder({ sync, health, operation, leaving }: ApplicationStatus): boolean {
  return sync === 'Synced' && health === 'Healthy' && operation?.phase !== 'Running' && !leaving;
}

/** Whether Argo CD cannot tell what it should be: its chart cannot be had, or does not render. */
export function isIncomparable({ conditions }: ApplicationStatus): boolean {
  return conditions.some(({ type }) => type === 'ComparisonError');
}

/** What is said of it, line by line. */
export function messages({ conditions }: ApplicationStatus): string {
  return conditions.map(({ message }) => message).join('\n');
}

/** One line for people: what it is called, how it is, and why, where it is not in order. */
export function lineOf(application: ApplicationStatus): string {
  const { name, sync, health, operation, conditions } = application;
  const why = isInOrder(application)
    ? ''
    : [operation?.message, ...conditions.map(({ type, message }) => `${type}: ${message}`)]
        .filter(Boolean)
        .join('; ');
  return `${name} ${sync || 'new'} ${health || 'new'}${why && ` (${why})`}`;
}

/** What an Application says of itself. */
export function statusOf({ metadata, spec, status }: ApplicationObject): ApplicationStatus {
  const wave = metadata.annotations?.['argocd.argoproj.io/sync-wave'];
  const operation = status?.operationState;
  return {
    name: metadata.name,
    wave: wave === undefined ? undefined : Number(wave),
    repoUrl: spec.source.repoURL,
    sync: status?.sync?.status ?? '',
    health: status?.health?.status ?? '',
    revision: status?.sync?.revision ?? '',
    operation: operation && {
      phase: operation.phase,
      message: operation.message ?? '',
      retries: operation.retryCount ?? 0,
      revision: operation.syncResult?.revision ?? '',
      started: new Date(operation.startedAt),
      finished: operation.finishedAt === undefined ? undefined : new Date(operation.finishedAt),
    },
    conditions: status?.conditions ?? [],
    history: (status?.history ?? []).map(({ revision = '' }) => revision),
    made: new Date(metadata.creationTimestamp ?? Number.NaN),
    leaving: metadata.deletionTimestamp !== undefined,
  };
}
