import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Closers } from '../../../local/src/start/closers.ts';
import { type RunningProcess, startProcess } from '../processes/running-process.ts';
import { until } from '../processes/until.ts';
import { kubeconfigFor, writeCredentials, writeKubeconfig } from './credentials.ts';
import { type Egress, startEgress } from './egress.ts';
import {
  apiServerFlags,
  certificateFile,
  controllerFlags,
  egressFile,
  egressSocket,
  etcdFlags,
  etcdSocket,
  kubeconfigFile,
  kwokFile,
  kwokFlags,
  type Layout,
  schedulerFlags,
} from './flags.ts';
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
  /** `api`: the API server alone, which validates and stores objects without any controller. */
  readonly only?: 'api';
  /**
   * Whether admission webhooks are called; off by default, because only those routed by {@link
   * ControlPlane.egress} are answered.
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
  /** The name of the first program that ends, by {@link ControlPlane.close} or by itself. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** Milliseconds for the controllers' first work. */
const accountLimit = 60_000;

/**
 * Starts etcd, the API server, the controller manager, the scheduler and KWOK. None of them listens
 * at or calls anything that is not on this machine.
 *
 * @throws Error with the end of the log of the program that did not start; nothing is left running
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { only, webhooks = false, report = () => undefined, signal } = options;
  const begun = performance.now();
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Names of unix sockets must be short, so they do not lie in the directory.
  const sockets = await mkdtemp(join(tmpdir(), 'tidecast-'));
  const closers = new Closers();
  closers.add(() => rm(sockets, { recursive: true, force: true }));
  const processes: RunningProcess[] = [];
  const logFile = (name: string) => join(directory, `${name}.log`);
  const run = async (
    name: ControlPlaneProgram,
    args: readonly string[],
    ready?: () => Promise<boolean>,
  ) => {
    const command = options.engines[name];
    if (command === undefined) throw new Error(`${name}: its path is not known`);
    const started = await startProcess({
      name,
      command,
      args,
      // Nothing of the person's: no kubeconfig, no proxy, no home.
      environment: { HOME: directory },
      directory: sockets,
      logFile: logFile(name),
      ...(ready && { ready }),
      ...(signal && { signal }),
    });
    processes.push(started);
    closers.keep(started);
  };
  try {
    const ports = await freePorts(['api', 'controllers', 'scheduler']);
    const credentials = await writeCredentials(directory);
    const layout: Layout = { directory, sockets, ports, credentials };
    const authority = () => readFile(certificateFile(layout), 'utf8');
    const answersAt = (port: number, path: string) => async () =>
      isWell(port, path, await authority());

    const egress = await startEgress(egressSocket(layout));
    closers.keep(egress);
    await writeFile(egressFile(layout), egress.configuration);
    await run('etcd', etcdFlags(layout), () => isListening(etcdSocket(layout)));
    await run('kube-apiserver', apiServerFlags(layout, webhooks), answersAt(ports.api, '/readyz'));

    const server = `https://127.0.0.1:${ports.api}`;
    const kubeconfig = kubeconfigFor(server, await authority(), credentials.token);
    await writeKubeconfig(kubeconfigFile(layout), kubeconfig);
    const kube = await openKube(kubeconfig);
    closers.keep(kube);
    egress.use(kube);

    if (only !== 'api') {
      await writeFile(kwokFile(layout), kwokConfiguration(options.pods));
      await allStarted([
        run(
          'kube-controller-manager',
          controllerFlags(layout, options.autoscalingSeconds),
          answersAt(ports.controllers, '/healthz'),
        ),
        run('kube-scheduler', schedulerFlags(layout), answersAt(ports.scheduler, '/readyz')),
        run('kwok', kwokFlags(layout)),
      ]);
    }
    const lost = Promise.race(processes.map(async ({ name, ended }) => ended.then(() => name)));
    if (only !== 'api') {
      const ended = lost.then((name) => {
        throw new Error(`${name} has ended; its log is ${logFile(name)}`);
      });
      await Promise.race([controllersWork(kube, signal), ended]);
    }
    report(`control plane at ${server} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return {
      server,
      kubeconfigFile: kubeconfigFile(layout),
      kubeconfig,
      kube,
      webhooks,
      egress,
      processes,
      lost,
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Without it no pod can be made in the namespace. */
async function controllersWork(kube: Kube, signal?: AbortSignal): Promise<void> {
  await until(
    'the service account of the namespace default',
    () => kube.get('v1', 'ServiceAccount', 'default', 'default'),
    accountLimit,
    signal,
  );
}

/** Waits for all, also where one fails: what is still starting could not be ended. */
async function allStarted(starts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts))
    if (result.status === 'rejected') throw result.reason;
}

/** Whether somebody takes connections at a unix socket. */
function isListening(socketFile: string): Promise<boolean> {
  return new Promise((answer, reject) => {
    const socket = connect(socketFile, () => {
      socket.destroy();
      answer(true);
    });
    socket.on('error', reject);
  });
}

/** Whether a component says that it is well. */
function isWell(port: number, path: string, ca: string): Promise<boolean> {
  return new Promise((answer, reject) => {
    get({ host: '127.0.0.1', port, path, ca, timeout: 5_000, agent: false }, (response) => {
      response.resume();
      answer(response.statusCode === 200);
    })
      .on('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error(`nothing from port ${port} within 5 s`));
      })
      .on('error', reject);
  });
}
