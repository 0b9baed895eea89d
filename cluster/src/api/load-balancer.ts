import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { endToEndHeaders } from '../../../local/src/edge/upstream.ts';
import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import type { PodEndpoint } from './pod-processes.ts';

export interface LoadBalancerOptions {
  readonly kube: Pick<Kube, 'watch'>;
  readonly namespace: string;
  /** Name of the Ingress that it is made of. */
  readonly ingress: string;
  readonly endpoints: () => readonly PodEndpoint[];
  /**
   * Milliseconds that it goes on sending to a pod that is asked to go: so long the controller and the
   * load balancer take to hear of it. 3 s if it is not said.
   */
  readonly deregistrationMs?: number;
}

/** What the load balancer has answered with since it was started. */
export interface Answers {
  /** How many of each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Of those, what it said itself since no pod did: 502, 503 and 504. */
  readonly own: number;
}

export interface LoadBalancer {
  /** Where it listens: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Pods that it sends to now. */
  targets(): readonly string[];
  answers(): Answers;
  close(): Promise<void>;
}

interface Ingress extends KubeObject {
  readonly spec: {
    readonly rules?: readonly {
      readonly http?: {
        readonly paths: readonly {
          readonly path?: string;
          readonly pathType: string;
          readonly backend: { readonly service?: { readonly name: string } };
        }[];
      };
    }[];
  };
}

interface Service extends KubeObject {
  readonly spec: { readonly selector?: Readonly<Record<string, string>> };
}

interface Target {
  readonly endpoint: PodEndpoint;
  /** When it was asked to go, or was gone; of `performance.now()`. */
  readonly leftAt?: number;
}

const usualDeregistration = 3_000;
/** An ALB's idle timeout where nothing else is said, in milliseconds. */
const idleLimit = 60_000;

/**
 * Plays the load balancer of an Ingress on loopback: what its paths name goes to the pods behind its
 * Service, one after the other, over connections that are kept. A pod is sent to once it is ready with
 * all its gates, and still for a while after it was asked to go.
 */
export async function startLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const { kube, namespace, endpoints, deregistrationMs = usualDeregistration } = options;
  const statuses = new Map<number, number>();
  let own = 0;
  let turn = 0;
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });
  const [ingresses, services] = await Promise.all([
    kube.watch<Ingress>(
      'networking.k8s.io/v1',
      'Ingress',
      { namespace, fieldSelector: `metadata.name=${options.ingress}` },
      () => undefined,
    ),
    kube.watch<Service>('v1', 'Service', { namespace }, () => undefined),
  ]);

  /** @returns nothing where no rule is for the path */
  const serviceFor = (path: string): Service | undefined => {
    const rules = ingresses.current().flatMap(({ spec }) => spec.rules ?? []);
    const matching = rules
      .flatMap(({ http }) => http?.paths ?? [])
      .find((rule) => isBelow(path, rule.path ?? '/'));
    const name = matching?.backend.service?.name;
    return services.current().find(({ metadata }) => metadata.name === name);
  };
  /** Targets when it was last looked, by pod, and since when each is on its way out. */
  let registered: ReadonlyMap<string, Target> = new Map();
  const targetsOf = ({ spec: { selector } }: Service): readonly PodEndpoint[] => {
    if (!selector) return [];
    const now = performance.now();
    const there = endpoints().filter(({ labels }) =>
      Object.entries(selector).every(([key, value]) => labels[key] === value),
    );
    const seen = there.flatMap((endpoint): Target[] => {
      const { pod, ready, leavingForMs } = endpoint;
      // A former target remains one until every load balancer has noticed, whatever its readiness.
      if (leavingForMs === undefined) return ready ? [{ endpoint }] : [];
      return registered.has(pod) ? [{ endpoint, leftAt: now - leavingForMs }] : [];
    });
    // One that has ended says nothing to a load balancer either.
    const gone = [...registered.values()].filter(
      ({ endpoint }) => !there.some(({ pod }) => pod === endpoint.pod),
    );
    const targets = [...seen, ...gone.map((one) => ({ leftAt: now, ...one }))].filter(
      ({ leftAt }) => leftAt === undefined || now - leftAt < deregistrationMs,
    );
    registered = new Map(targets.map((target) => [target.endpoint.pod, target]));
    return targets.map(({ endpoint }) => endpoint);
  };

  const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const refuse = (response: ServerResponse, status: number) => {
    own += status >= 500 ? 1 : 0;
    count(status);
    if (response.headersSent) response.destroy();
    else response.writeHead(status, { 'content-type': 'text/plain' }).end();
  };

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const service = serviceFor(path);
    // The rule that an ALB ends with, where the controller is told of no default backend.
    if (!service) return refuse(response, 404);
    const targets = targetsOf(service);
    const target = targets[turn++ % Math.max(targets.length, 1)];
    if (!target) return refuse(response, 503);
    const { hostname, port } = new URL(target.url);
    const outgoing = request({
      ...{ agent, hostname, port, method: incoming.method, path: incoming.url },
      headers: forwardedHeaders(incoming),
      timeout: idleLimit,
    });
    // A visitor who leaves must not keep a pod at work.
    response.once('close', () => outgoing.destroy());
    outgoing.once('timeout', () => {
      refuse(response, 504);
      outgoing.destroy();
    });
    pipeline(incoming, outgoing).catch(() => undefined);
    let answer: IncomingMessage;
    try {
      [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    } catch {
      if (!response.writableEnded && !response.destroyed) refuse(response, 502);
      return;
    }
    const status = answer.statusCode ?? 502;
    count(status);
    response.writeHead(status, endToEndHeaders(answer.headers));
    response.flushHeaders();
    await pipeline(answer, response).catch(() => undefined);
  }

  const server = createServer((incoming, response) => void forward(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    targets: () =>
      services
        .current()
        .flatMap(targetsOf)
        .map(({ pod }) => pod),
    answers: () => ({ statuses: new Map(statuses), own }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await Promise.all([closed, ingresses.close(), services.close()]);
    },
  };
}

/** As path type Prefix means it: whole elements of the path. */
function isBelow(path: string, prefix: string): boolean {
  const front = prefix.replace(/\/$/, '');
  return path === front || path.startsWith(`${front}/`);
}

function forwardedHeaders({ headers, socket }: IncomingMessage) {
  const before = headers['x-forwarded-for'];
  const address = socket.remoteAddress ?? 'unknown';
  return {
    ...endToEndHeaders(headers),
    'x-forwarded-for': before === undefined ? address : `${before}, ${address}`,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}
