import { serviceAccounts } from '@tidecast/platform/gitops/service-accounts';

const { namespace, name } = serviceAccounts.api;

/**
 * The `job` label of the API's metrics. The Prometheus operator labels the targets of a PodMonitor
 * with `<namespace>/<its name>`; charts/api names it after its release.
 */
export const apiJob = `${namespace}/${name}`;
