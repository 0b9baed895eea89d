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
  const closers: (() => Promise<void>)[] = [];
  const started = <T extends { close(): Promise<void> }>(one: T): T => {
    closers.push(() => one.close());
    return one;
  };
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const volumes = started(await startVolumes(kube, saying));
    started(startPrometheusOperator(kube, saying));
    started(await startMetrics(controlPlane));
    const loadBalancers = started(await startLoadBalancers(controlPlane, { region, ...saying }));
    const records = started(await startDnsRecords(kube, saying));
    return { loadBalancers, records, volumes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
