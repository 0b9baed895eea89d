import type { Definitions } from '../engines/definitions.ts';

/**
 * The stand-ins that bring definitions, and in which of their folders. Helm makes what is in `crds`
 * by itself; what is in `definitions` a template reads, as the real charts have theirs in templates.
 */
export const chartsWithDefinitions: Readonly<
  Record<string, { readonly from: keyof Definitions; readonly to: string }>
> = {
  'argo-cd': { from: 'argocd', to: 'definitions' },
  'aws-load-balancer-controller': { from: 'loadBalancerController', to: 'crds' },
  'prometheus-operator-crds': { from: 'prometheusOperator', to: 'definitions' },
};
