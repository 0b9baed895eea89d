import { z } from 'zod';
import type { Manifest } from '../../../charts/rendering/helm.ts';
import type { AutoscalerOptions } from '../cloud/autoscaler.ts';

const application = z.object({
  spec: z.object({
    source: z.object({
      helm: z.object({
        valuesObject: z.object({
          extraArgs: z.object({
            'expendable-pods-priority-cutoff': z.number(),
            'scale-down-unneeded-time': z.string().regex(/^\d+m$/),
            'scale-down-utilization-threshold': z.number(),
          }),
        }),
      }),
    }),
  }),
});

/**
 * What the platform tells its autoscaler.
 *
 * @param root - what the root Application makes
 * @throws Error if it tells it otherwise than is known here
 */
export function autoscalerFlags(root: readonly Manifest[]): AutoscalerOptions {
  const found = root.find(
    ({ kind, metadata }) => kind === 'Application' && metadata.name === 'cluster-autoscaler',
  );
  const flags = application.parse(found).spec.source.helm.valuesObject.extraArgs;
  return {
    expendablePriority: flags['expendable-pods-priority-cutoff'],
    unneededSeconds: Number.parseInt(flags['scale-down-unneeded-time'], 10) * 60,
    threshold: flags['scale-down-utilization-threshold'],
  };
}
