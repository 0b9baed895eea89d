/** Folders with CustomResourceDefinitions as YAML files, of those that stand-ins bring. */
export interface ChartDefinitions {
  readonly argocd: string;
  readonly prometheusOperator: string;
  readonly loadBalancerController: string;
}

/**
 * The stand-ins that bring definitions, and in which of their folders. Helm makes what is in `crds`
 * by itself; what is in `definitions` a template reads, as the real charts have theirs in templates.
 */
export const chartsWithDefinitions: Readonly<
  Record<string, { readonly from: keyof ChartDefinitions; readonly to: string }>
> = {
  'argo-cd': { from: 'argocd', to: 'definitions' },
  'aws-load-balancer-controller': { from: 'loadBalancerController', to: 'crds' },
  'prometheus-operator-crds': { from: 'prometheusOperator', to: 'definitions' },
};
