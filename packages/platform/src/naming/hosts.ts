/**
 * Names of the site's domain at which the cluster's load balancers answer. Certificates, the right to
 * write their records, sign-in addresses and the charts' Ingresses must all say the same.
 */

/** What stands before the site's domain. */
export const hostLabels = ['api', 'argocd', 'grafana'] as const;

export type HostLabel = (typeof hostLabels)[number];

/** Such as `api.video.acme.com`. @param domain - the site's */
export function hostOf(label: HostLabel, domain: string): string {
  return `${label}.${domain}`;
}
