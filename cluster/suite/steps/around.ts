import { type DnsRecords, startDnsRecords } from '../../src/cloud/dns-records.ts';
import { installEksAddons } from '../../src/cloud/eks-addons.ts';
import { type LoadBalancers, startLoadBalancers } from '../../src/cloud/load-balancers.ts';
import { startMetrics } from '../../src/cloud/metrics.ts';
import { startNodes } from '../../src/cloud/nodes.ts';
import { startPrometheusOperator } from '../../src/cloud/prometheus-operator.ts';
import { startVolumes } from '../../src/cloud/volumes.ts';
import type { ControlPlane } from '../../src/control-plane/control-plane.ts';

/** What AWS and controllers do around a cluster. */
export interface Around {
  readonly loadBalancers: LoadBalancers;
  readonly records: DnsRecords;
  close(): Promise<void>;
}

/** Enough for the platform and a few pods of the API, so that nobody waits for machines. */
const machines = 5;
/** Of the kubelets; the control plane's own. */
const kubernetesVersion = 'v1.36.3';

export async function startAround(controlPlane: ControlPlane, region: string): Promise<Around> {
  const { kube } = controlPlane;
  const closers: (() => Promise<void>)[] = [];
  const started = <T extends { close(): Promise<void> }>(one: T): T => {
    closers.push(() => one.close());
    return one;
  };
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    started(
      await startNodes(kube, {
        group: {
          name: 'nodes',
          instanceType: 'm5.large',
          min: machines,
          max: machines,
          region,
          zones: ['a', 'b', 'c'].map((letter) => `${region}${letter}`),
          kubernetesVersion,
        },
      }),
    );
    await installEksAddons(kube);
    started(await startVolumes(kube));
    started(startPrometheusOperator(kube));
    started(await startMetrics(controlPlane));
    const loadBalancers = started(await startLoadBalancers(controlPlane, { region }));
    const records = started(await startDnsRecords(kube));
    return { loadBalancers, records, close };
  } catch (error) {
    await close();
    throw error;
  }
}
