import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Kube } from './kube.ts';
import type { KubeObject, Pod } from './kube-objects.ts';

/** A Service of the cluster. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The only way out of the API server to the cluster: to webhooks, aggregated APIs, kubelets and what
 * it proxies to. It leads to listeners of this machine or nowhere, so that no packet leaves loopback
 * and Services are still answered for.
 */
export interface Egress {
  /** EgressSelectorConfiguration for the API server's `--egress-selector-config-file`. */
  readonly configuration: string;
  /**
   * Leads connections to a Service, or to one of its pods, to a listener.
   *
   * @param port - of 127.0.0.1
   * @returns ends it, connections that stand included
   */
  answer(service: ServiceName, port: number): () => void;
  /** What was asked for and led nowhere, as `host:port`. */
  readonly refused: readonly string[];
  /** Lets it find out what an address belongs to. Before, nothing is answered. */
  use(kube: Kube): void;
  close(): Promise<void>;
}

interface Service extends KubeObject {
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
  };
}

interface Route {
  readonly port: number;
  readonly sockets: Set<Duplex>;
}

/** @param socketFile - a unix socket, so that only this user can reach it */
export async function startEgress(socketFile: string): Promise<Egress> {
  const routes = new Map<string, Route>();
  const refused: string[] = [];
  const open = new Set<Duplex>();
  let kube: Kube | undefined;

  const routeTo = async (host: string): Promise<Route | undefined> => {
    if (!kube || routes.size === 0) return undefined;
    for (const service of await servicesAt(kube, host)) {
      const route = routes.get(`${service.metadata.namespace}/${service.metadata.name}`);
      if (route) return route;
    }
    return undefined;
  };

  const server = createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, client, head) => {
    const address = request.url ?? '';
    open.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => open.delete(client));
    void lead(address, client, head).catch(() => refuse(client, address));
  });
  const refuse = (client: Duplex, address: string) => {
    refused.push(address);
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  };
  const lead = async (address: string, client: Duplex, head: Buffer) => {
    const route = await routeTo(address.replace(/:\d+$/, ''));
    if (!route) return refuse(client, address);
    const upstream = connect(route.port, '127.0.0.1');
    await once(upstream, 'connect');
    join(client, upstream, route);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
  };

  await once(server.listen(socketFile), 'listening');
  return {
    configuration: JSON.stringify({
      apiVersion: 'apiserver.k8s.io/v1beta1',
      kind: 'EgressSelectorConfiguration',
      egressSelections: [
        {
          name: 'cluster',
          connection: {
            proxyProtocol: 'HTTPConnect',
            transport: { uds: { udsName: socketFile } },
          },
        },
      ],
    }),
    refused,
    answer({ namespace, name }, port) {
      const key = `${namespace}/${name}`;
      const route: Route = { port, sockets: new Set() };
      routes.set(key, route);
      return () => {
        if (routes.get(key) === route) routes.delete(key);
        for (const socket of route.sockets) socket.destroy();
      };
    },
    use(found) {
      kube = found;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(client: Duplex, upstream: Socket, { sockets }: Route): void {
  sockets.add(client);
  const end = () => {
    sockets.delete(client);
    client.destroy();
    upstream.destroy();
  };
  for (const side of [client, upstream]) side.on('error', end).on('close', end);
  client.pipe(upstream);
  upstream.pipe(client);
}

/** The Services that an address stands for: its own, or those of the pod that has it. */
async function servicesAt(kube: Kube, host: string): Promise<readonly Service[]> {
  const services = await kube.list<Service>('v1', 'Service');
  const own = services.filter(({ spec }) => spec.clusterIP === host);
  if (own.length > 0) return own;
  const pods = await kube.list<Pod>('v1', 'Pod', { fieldSelector: `status.podIP=${host}` });
  return pods.flatMap((pod) => services.filter((service) => selects(service, pod)));
}

/** Whether a Service leads to a pod. */
export function selects(service: Service, pod: KubeObject): boolean {
  const { selector } = service.spec;
  if (!selector || service.metadata.namespace !== pod.metadata.namespace) return false;
  const labels = pod.metadata.labels ?? {};
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
