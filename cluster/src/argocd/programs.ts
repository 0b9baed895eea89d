import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { environmentOf, type Part, type Settings } from './settings.ts';

/** Where everything is on this machine. */
export interface Places {
  /** For logs, checkouts and sockets: a folder of each part, by its own name. */
  readonly directory: string;
  /** Absolute path. */
  readonly argocd: string;
  /** Absolute path. */
  readonly redisServer: string;
  /** Absolute path, or its name where it is on the PATH. */
  readonly helm: string;
  readonly kubeconfigFile: string;
  /** Leads the repo server to git and to the charts. */
  readonly remoteEnvironment: Readonly<Record<string, string>>;
  readonly redisPassword: string;
  readonly ports: Ports;
}

/** All on 127.0.0.1. */
export interface Ports {
  readonly redis: number;
  readonly repoServer: number;
  readonly repoServerMetrics: number;
  readonly controllerMetrics: number;
  readonly server: number;
  readonly serverMetrics: number;
}

/** How a part is started. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 once the part can be used; redis is asked by its own protocol. */
  readonly healthUrl?: string;
}

/** The value of the label `app.kubernetes.io/component` of the part's pods. */
export const components: Readonly<Record<Part, string>> = {
  redis: 'redis',
  repoServer: 'repo-server',
  controller: 'application-controller',
  server: 'server',
};

/** Flags that the chart sets on the command line, and that mean the same here. */
const kept = /^--metrics-(application-labels|application-conditions|cluster-labels)$/;

/**
 * @param settings - data of `argocd-cm` and `argocd-cmd-params-cm`, together
 * @param podArgs - of the container in the part's pod
 */
export function programOf(
  part: Part,
  settings: Settings,
  podArgs: readonly string[],
  places: Places,
): Program {
  const { ports } = places;
  const own = join(places.directory, components[part]);
  if (part === 'redis')
    return {
      command: places.redisServer,
      args: [join(own, 'redis.conf')],
      environment: {},
    };
  const redis = { REDIS_SERVER: `127.0.0.1:${ports.redis}`, REDIS_PASSWORD: places.redisPassword };
  const base = {
    ...environmentOf(part, settings),
    ...redis,
    // The binary plays the part that this names.
    ARGOCD_BINARY_NAME: `argocd-${components[part]}`,
    // `https://kubernetes.default.svc` is then the cluster of the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    KUBECONFIG: places.kubeconfigFile,
    // It would want gpg, and keys where only a container has them.
    ARGOCD_GPG_ENABLED: 'false',
    PATH: pathWith(places.helm),
    // Nothing is read that is the user's, such as a configuration of git.
    HOME: own,
    TMPDIR: join(own, 'tmp'),
  };
  const inNamespace = ['--namespace', 'argocd'];
  const repoServer = `127.0.0.1:${ports.repoServer}`;
  switch (part) {
    case 'repoServer':
      return {
        command: places.argocd,
        args: [
          ...['--address', '127.0.0.1', '--port', String(ports.repoServer), '--disable-tls'],
          ...['--metrics-address', '127.0.0.1', '--metrics-port', String(ports.repoServerMetrics)],
        ],
        environment: {
          ...base,
          ...places.remoteEnvironment,
          // Of all rehearsals on this machine it would otherwise be the same.
          ARGOCD_ASK_PASS_SOCK: join(own, 'ask'),
        },
        healthUrl: `http://127.0.0.1:${ports.repoServerMetrics}/healthz`,
      };
    case 'controller':
      return {
        command: places.argocd,
        args: [
          ...inNamespace,
          ...['--repo-server', repoServer, '--repo-server-plaintext'],
          // It serves them on every address of the machine, and no flag says otherwise.
          ...['--metrics-port', String(ports.controllerMetrics)],
          ...keptArgs(podArgs),
        ],
        environment: { ...base, ARGOCD_CONTROLLER_REPLICAS: '1' },
        healthUrl: `http://127.0.0.1:${ports.controllerMetrics}/healthz`,
      };
    case 'server':
      return {
        command: places.argocd,
        args: [
          ...inNamespace,
          ...['--address', '127.0.0.1', '--port', String(ports.server)],
          ...['--metrics-address', '127.0.0.1', '--metrics-port', String(ports.serverMetrics)],
          ...['--repo-server', repoServer, '--repo-server-plaintext'],
          // Its sign-in is Cognito's. Nobody but this machine can reach it here.
          '--disable-auth',
          ...['--staticassets', join(own, 'page')],
        ],
        environment: base,
        healthUrl: `http://127.0.0.1:${ports.server}/healthz`,
      };
  }
}

function pathWith(program: string): string {
  const path = process.env.PATH ?? '';
  return isAbsolute(program) ? [dirname(program), path].join(delimiter) : path;
}

/** What redis reads at its start. It keeps nothing on disk. */
export function redisConfiguration({ ports, redisPassword }: Places): string {
  return [
    'bind 127.0.0.1',
    `port ${ports.redis}`,
    `requirepass ${redisPassword}`,
    'save ""',
    'appendonly no',
    'daemonize no',
    '',
  ].join('\n');
}

function keptArgs(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const [flag = '', value] = arg.split('=', 2);
    if (!kept.test(flag)) return [];
    return value === undefined ? [flag, args[index + 1] ?? ''] : [arg];
  });
}
