import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, startProcess } from '../processes/running-process.ts';
import { until } from '../processes/until.ts';
import { kubeconfigFor, writeCredentials, writeKubeconfig } from './credentials.ts';
import { type Egress, startEgress } from './egress.ts';
import { freePorts } from './free-ports.ts';
import { type Kube, openKube } from './kube.ts';
import { kwokConfiguration, type PodOptions } from './stages.ts';

/** Programs of a control plane. */
export type ControlPlaneProgram =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kwok';

export interface ControlPlaneOptions {
  /** For its data, logs and credentials. It is made if it is not there. */
  readonly directory: string;
  /** Where the programs are. With `only: 'api'` etcd and the API server will do. */
  readonly engines: Readonly<Partial<Record<ControlPlaneProgram, string>>>;
  /** `api`: the API server alone, which judges and keeps, and nobody acts on it. */
  readonly only?: 'api';
  /**
   * Whether admission webhooks are called. Off if it is not said: nobody answers for those that are
   * not led anywhere by {@link ControlPlane.egress}.
   */
  readonly webhooks?: boolean;
  /** How pods fare on nodes that KWOK plays. */
  readonly pods?: PodOptions;
  /** Seconds between two looks of the HPA, 15 if it is not said, as in Kubernetes. */
  readonly autoscalingSeconds?: number;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A Kubernetes control plane on ports of 127.0.0.1. */
export interface ControlPlane {
  readonly server: string;
  readonly kubeconfigFile: string;
  /** Text of the kubeconfig, JSON. */
  readonly kubeconfig: string;
  readonly kube: Kube;
  readonly webhooks: boolean;
  /** Where the API server's connections into the cluster lead. */
  readonly egress: Egress;
  readonly processes: readonly RunningProcess[];
  close(): Promise<void>;
}

/** As EKS gives Services where the VPC is in 10.0.0.0/8 (EKS User Guide, "View and manage networking"). */
const serviceAddresses = '172.20.0.0/16';
/**
 * Addresses of pods: endpoints may not be on loopback, and nobody has these, which are set aside for
 * tests of networks (RFC 2544). Nothing can reach them but through {@link Egress}.
 */
const podAddresses = '198.18.0.1/16';
const nodeAddress = '198.19.255.254';

/**
 * Starts etcd, the API server, the controller manager, the scheduler and KWOK. None of them listens
 * at or calls anything that is not on this machine.
 *
 * @throws Error with the end of the log of the program that did not start; nothing is left running
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { directory, only, webhooks = false, report = () => undefined, signal } = options;
  const begun = performance.now();
  await mkdir(directory, { recursive: true });
  // Unix sockets have short names only, so they do not lie in the directory.
  const sockets = await mkdtemp(join(tmpdir(), 'tidecast-'));
  const closers: (() => Promise<void> | void)[] = [
    () => rm(sockets, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  const processes: RunningProcess[] = [];
  const run = async (
    name: ControlPlaneProgram,
    args: readonly string[],
    ready?: () => Promise<boolean>,
  ) => {
    const command = options.engines[name];
    if (command === undefined) throw new Error(`${name}: nobody said where it is`);
    const started = await startProcess({
      name,
      command,
      args,
      // Nothing of the person's: no kubeconfig, no proxy, no home.
      environment: { HOME: directory },
      directory: sockets,
      logFile: join(directory, `${name}.log`),
      ...(ready && { ready }),
      ...(signal && { signal }),
    });
    processes.push(started);
    closers.push(() => started.close());
  };
  try {
    const credentials = await writeCredentials(directory);
    const ports = await freePorts(['api', 'controllers', 'scheduler']);
    const egress = await startEgress(join(sockets, 'egress'));
    closers.push(() => egress.close());
    const egressFile = join(directory, 'egress.json');
    await writeFile(egressFile, egress.configuration);

    // A name that has the look of host and port, as etcd demands of an address.
    const etcd = 'unix://etcd:0';
    await run('etcd', [
      ...['--name', 'rehearsal', '--data-dir', join(directory, 'etcd')],
      ...['--listen-client-urls', etcd, '--advertise-client-urls', etcd],
      ...['--listen-peer-urls', 'http://127.0.0.1:0'],
      ...['--initial-advertise-peer-urls', 'http://127.0.0.1:0'],
      ...['--initial-cluster', 'rehearsal=http://127.0.0.1:0'],
      ...['--unsafe-no-fsync', '--log-level', 'warn'],
    ]);

    const server = `https://127.0.0.1:${ports.api}`;
    const certificates = join(directory, 'certificates');
    const certificate = join(certificates, 'apiserver.crt');
    const authority = () => readFile(certificate, 'utf8');
    const answersAt = (port: number, path: string) => async () =>
      isReady(port, path, await authority());
    await run(
      'kube-apiserver',
      [
        `--etcd-servers=unix://${join(sockets, 'etcd:0')}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        `--secure-port=${ports.api}`,
        `--cert-dir=${certificates}`,
        `--token-auth-file=${credentials.tokenFile}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${credentials.accountKeyFile}`,
        `--service-account-signing-key-file=${credentials.accountKeyFile}`,
        `--service-cluster-ip-range=${serviceAddresses}`,
        '--authorization-mode=Node,RBAC',
        '--allow-privileged=true',
        // Else it writes its own address into the endpoints of the Service `kubernetes`.
        '--endpoint-reconciler-type=none',
        `--egress-selector-config-file=${egressFile}`,
        ...(webhooks
          ? []
          : ['--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook']),
      ],
      answersAt(ports.api, '/readyz'),
    );

    const kubeconfig = kubeconfigFor(server, await authority(), credentials.token);
    const kubeconfigFile = join(directory, 'kubeconfig.json');
    await writeKubeconfig(kubeconfigFile, kubeconfig);
    const kube = await openKube(kubeconfig);
    closers.push(() => kube.close());
    egress.use(kube);

    if (only !== 'api') {
      // Both show the API server's certificate, so that they can be asked over a trusted connection.
      const serving = (port: number) => [
        `--kubeconfig=${kubeconfigFile}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--tls-cert-file=${certificate}`,
        `--tls-private-key-file=${join(certificates, 'apiserver.key')}`,
        '--leader-elect=false',
      ];
      const kwokFile = join(directory, 'kwok.yaml');
      await writeFile(kwokFile, kwokConfiguration(options.pods));
      await allStarted([
        run(
          'kube-controller-manager',
          [
            ...serving(ports.controllers),
            '--use-service-account-credentials',
            `--service-account-private-key-file=${credentials.accountKeyFile}`,
            `--root-ca-file=${certificate}`,
            ...(options.autoscalingSeconds === undefined
              ? []
              : [`--horizontal-pod-autoscaler-sync-period=${options.autoscalingSeconds}s`]),
          ],
          answersAt(ports.controllers, '/healthz'),
        ),
        run('kube-scheduler', serving(ports.scheduler), answersAt(ports.scheduler, '/readyz')),
        run('kwok', [
          `--kubeconfig=${kubeconfigFile}`,
          `--config=${kwokFile}`,
          '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
          `--cidr=${podAddresses}`,
          `--node-ip=${nodeAddress}`,
          // Whoever makes the nodes renews their leases, and can so let them fall silent.
          '--node-lease-duration-seconds=0',
        ]),
      ]);
      await until(
        'the service account of the namespace default',
        () => kube.get('v1', 'ServiceAccount', 'default', 'default'),
        60_000,
        signal,
      );
    }
    report(`control plane at ${server} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return { server, kubeconfigFile, kubeconfig, kube, webhooks, egress, processes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits for all, also where one fails: what is still starting could not be ended. */
async function allStarted(starts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts))
    if (result.status === 'rejected') throw result.reason;
}

/** Whether a component says that it is well. */
function isReady(port: number, path: string, ca: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ca, timeout: 5_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error(`nothing from port ${port} within 5 s`));
      })
      .on('error', reject);
  });
}
