import { z } from 'zod';
import { rootChart } from '../../../charts/rendering/applications.ts';
import { type Manifest, render } from '../../../charts/rendering/helm.ts';
import type { RecordedResource } from '../../../infra/recording/recorder.ts';
import { recordStack, type StackName } from '../../../infra/recording/recordings.ts';
import type { NodeLimits } from '../../../scripts/capacity/platform.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';

/** What the Pulumi program of a stack puts on its cluster, as it hands it to the engine. */
export interface StackPlatform {
  readonly nodes: NodeLimits & { readonly instanceType: string };
  /** Namespaces and their secrets, classes of volumes and of priority. */
  readonly objects: readonly KubeObject[];
  readonly argocd: Release;
  /** What the root Application makes. */
  readonly root: readonly Manifest[];
}

/** A release of a chart. */
export interface Release {
  readonly chart: string;
  readonly name: string;
  readonly namespace: string;
  readonly values: unknown;
}

const nodeGroup = z.object({
  instanceTypes: z.tuple([z.string()]),
  scalingConfig: z.object({ minSize: z.number(), maxSize: z.number() }),
});
const release = z.object({
  chart: z.string(),
  name: z.string(),
  namespace: z.string(),
  values: z.record(z.string(), z.unknown()),
});
const rootApplication = z.object({
  spec: z.object({
    source: z.object({
      helm: z.object({
        releaseName: z.string(),
        valuesObject: z.looseObject({ cluster: z.looseObject({ nodes: z.unknown() }) }),
      }),
    }),
  }),
});

/**
 * Runs the program for a committed stack file, its placeholders filled in, and reads what it makes.
 *
 * @param nodes - other numbers of nodes than the stack file has
 */
export async function stackPlatform(stack: StackName, nodes?: NodeLimits): Promise<StackPlatform> {
  const { resources } = await recordStack(stack, { preview: false });
  const only = (type: string) => {
    const [found, ...more] = resources.filter((resource) => resource.type === type);
    if (!found || more.length > 0) throw new Error(`The program should make one ${type}`);
    return found.inputs;
  };
  const group = nodeGroup.parse(only('aws:eks/nodeGroup:NodeGroup'));
  const limits = nodes ?? { min: group.scalingConfig.minSize, max: group.scalingConfig.maxSize };
  const { releaseName, valuesObject } = rootApplication.parse(
    only('kubernetes:argoproj.io/v1alpha1:Application'),
  ).spec.source.helm;
  return {
    nodes: { ...limits, instanceType: group.instanceTypes[0] },
    objects: resources.filter(isPlain).map(({ inputs }) => inputs as unknown as KubeObject),
    argocd: release.parse(only('kubernetes:helm.sh/v3:Release')),
    root: await render(
      rootChart,
      { name: releaseName, namespace: 'argocd' },
      { ...valuesObject, cluster: { ...valuesObject.cluster, nodes: limits } },
    ),
  };
}

/** An object of Kubernetes itself, and not of Helm or Argo CD. */
function isPlain({ type }: RecordedResource): boolean {
  return /^kubernetes:(?!helm|argoproj)/.test(type);
}
