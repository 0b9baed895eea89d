import { Closers } from '../../../local/src/start/closers.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { type DnsRecords, startDnsRecords } from './dns-records.ts';
import { type LoadBalancers, startLoadBalancers } from './load-balancers.ts';
import { startMetrics } from './metrics.ts';
import { startPrometheusOperator } from './prometheus-operator.ts';
import { startVolumes, type Volumes } from './volumes.ts';

export interface ControllerOptions {
  readonly region: string;
  readonly report?: (line: string) => void;
}

/** What the controllers in a cluster have made outside of it. */
export interface Controllers {
  readonly loadBalancers: LoadBalancers;
  readonly records: DnsRecords;
  readonly volumes: Volumes;
  close(): Promise<void>;
}

/** Plays the controllers that a cluster on AWS has, each for as long as its pods run. */
export async function startControllers(
  controlPlane: ControlPlane,
  { region, report }: ControllerOptions,
): Promise<Controllers> {
  const { kube } = controlPlane;
  const saying = report && { report };
  const closers = new Closers();
  try {
    const volumes = closers.keep(await startVolumes(kube, saying));
    closers.keep(startPrometheusOperator(kube, saying));
    closers.keep(await startMetrics(controlPlane));
    const loadBalancers = closers.keep(
      await startLoadBalancers(controlPlane, { region, ...saying }),
    );
    const records = closers.keep(await startDnsRecords(kube, saying));
    return { loadBalancers, records, volumes, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
