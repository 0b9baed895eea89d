import { join } from 'node:path';
import type { Credentials } from './credentials.ts';

/** Where the parts of a control plane find one another. */
export interface Layout {
  /** For data, credentials and logs. */
  readonly directory: string;
  /** For unix sockets, and where etcd runs. */
  readonly sockets: string;
  readonly ports: Readonly<Record<'api' | 'controllers' | 'scheduler', number>>;
  readonly credentials: Credentials;
}

/** As EKS gives Services where the VPC is in 10.0.0.0/8 (EKS User Guide, "View and manage networking"). */
const serviceAddresses = '172.20.0.0/16';
/**
 * Addresses of pods: endpoints may not be on loopback, and these are reserved for network tests
 * (RFC 2544). They can be reached only through the egress proxy.
 */
const podAddresses = '198.18.0.1/16';
const nodeAddress = '198.19.255.254';

/** Name of etcd's socket, which has the look of host and port, as etcd demands of an address. */
const etcdSocketName = 'etcd:0';

export const etcdSocket = ({ sockets }: Layout) => join(sockets, etcdSocketName);
const certificateDirectory = ({ directory }: Layout) => join(directory, 'certificates');
/** The API server's certificate, and that of the authority that it makes for it. */
export const certificateFile = (layout: Layout) =>
  join(certificateDirectory(layout), 'apiserver.crt');
export const egressSocket = ({ sockets }: Layout) => join(sockets, 'egress');
export const egressFile = ({ directory }: Layout) => join(directory, 'egress.json');
export const kubeconfigFile = ({ directory }: Layout) => join(directory, 'kubeconfig.json');
export const kwokFile = ({ directory }: Layout) => join(directory, 'kwok.yaml');

/** A socket for its client, so that only this user can read its data. */
export function etcdFlags({ directory }: Layout): readonly string[] {
  const clients = `unix://${etcdSocketName}`;
  const peers = 'http://127.0.0.1:0';
  return [
    '--name=rehearsal',
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=rehearsal=${peers}`,
    // It need not outlive a loss of power.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export function apiServerFlags(layout: Layout, webhooks: boolean): readonly string[] {
  const { credentials, ports } = layout;
  return [
    `--etcd-servers=unix://${etcdSocket(layout)}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    `--cert-dir=${certificateDirectory(layout)}`,
    `--token-auth-file=${credentials.tokenFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${credentials.accountKeyFile}`,
    `--service-account-signing-key-file=${credentials.accountKeyFile}`,
    `--service-cluster-ip-range=${serviceAddresses}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    // Else it writes its own address into the endpoints of the Service `kubernetes`.
    '--endpoint-reconciler-type=none',
    `--egress-selector-config-file=${egressFile(layout)}`,
    ...(webhooks
      ? []
      : ['--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook']),
  ];
}

/** @param autoscalingSeconds - between two looks of the HPA; Kubernetes' own 15 if it is not said */
export function controllerFlags(layout: Layout, autoscalingSeconds?: number): readonly string[] {
  return [
    ...servingFlags(layout, layout.ports.controllers),
    '--use-service-account-credentials',
    `--service-account-private-key-file=${layout.credentials.accountKeyFile}`,
    `--root-ca-file=${certificateFile(layout)}`,
    ...(autoscalingSeconds === undefined
      ? []
      : [`--horizontal-pod-autoscaler-sync-period=${autoscalingSeconds}s`]),
  ];
}

export function schedulerFlags(layout: Layout): readonly string[] {
  return servingFlags(layout, layout.ports.scheduler);
}

/** It shows the API server's certificate, so that it can be asked over a trusted connection. */
function servingFlags(layout: Layout, port: number): readonly string[] {
  return [
    `--kubeconfig=${kubeconfigFile(layout)}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${certificateFile(layout)}`,
    `--tls-private-key-file=${join(certificateDirectory(layout), 'apiserver.key')}`,
    '--leader-elect=false',
  ];
}

export function kwokFlags(layout: Layout): readonly string[] {
  return [
    `--kubeconfig=${kubeconfigFile(layout)}`,
    `--config=${kwokFile(layout)}`,
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    `--cidr=${podAddresses}`,
    `--node-ip=${nodeAddress}`,
    // The code that creates nodes renews their leases, and can so let them fall silent.
    '--node-lease-duration-seconds=0',
  ];
}
