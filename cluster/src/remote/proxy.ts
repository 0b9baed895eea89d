import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Certificates } from './certificates.ts';

/** Answers for a host. Its promise is fulfilled when the answer has been written. */
export type Site = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What somebody asked of the world outside, and what they were told. */
export interface RemoteRequest {
  readonly method: string;
  readonly host: string;
  /** With the query. Empty where the host itself was refused. */
  readonly path: string;
  readonly status: number;
}

export interface Proxy {
  /** What children take for their `HTTPS_PROXY`. */
  readonly url: string;
  /** In the order in which they were answered. */
  readonly requests: readonly RemoteRequest[];
  /** From now on the host cannot be reached. */
  fail(host: string): void;
  recover(host: string): void;
  close(): Promise<void>;
}

/**
 * A forward proxy on loopback that is the whole world outside: it ends the TLS of the hosts that it
 * has a site for, and refuses every other. It opens no connection itself.
 *
 * @param sites - by host
 * @param certificates - for those hosts
 */
export async function startProxy(
  sites: ReadonlyMap<string, Site>,
  { certificate, key }: Certificates,
): Promise<Proxy> {
  const requests: RemoteRequest[] = [];
  const failing = new Set<string>();
  const open = new Map<Duplex, string>();

  const tls = createTlsServer({ cert: certificate, key }, async (request, response) => {
    const host = request.headers.host ?? '';
    const { method = '', url: path = '' } = request;
    response.once('close', () =>
      requests.push({ method, host, path, status: response.statusCode }),
    );
    const site = sites.get(host);
    if (!site) return answer(response, 421, `${host} is not served here.`);
    try {
      await site(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else answer(response, 500, error instanceof Error ? error.message : String(error));
    }
  });

  const refuse = (socket: Duplex, method: string, host: string, status: number, why: string) => {
    requests.push({ method, host, path: '', status });
    // Clients written in Go tell their users the reason, and no body.
    socket.end(`HTTP/1.1 ${status} ${why}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  };

  const proxy = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const host = URL.canParse(url) ? new URL(url).host : '';
    requests.push({ method, host, path: '', status: 403 });
    answer(response, 403, host ? refusal(host) : 'This is a proxy, and shows no pages.');
  });
  proxy.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { url: authority = '' } = request;
    const host = authority.replace(/:443$/, '');
    socket.on('error', () => socket.destroy());
    if (!sites.has(host)) return refuse(socket, 'CONNECT', host, 403, refusal(host));
    if (failing.has(host)) return refuse(socket, 'CONNECT', host, 502, `${host} cannot be reached`);
    open.set(socket, host);
    socket.once('close', () => open.delete(socket));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    tls.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');

  const known = (host: string) => {
    if (!sites.has(host))
      throw new Error(`${host} is none of the hosts here: ${[...sites.keys()].join(', ')}`);
    return host;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    fail(host) {
      failing.add(known(host));
      for (const [socket, to] of open) if (to === host) socket.destroy();
    },
    recover: (host) => void failing.delete(known(host)),
    async close() {
      for (const socket of open.keys()) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

function refusal(host: string): string {
  return `The rehearsal lets nothing out to ${host}`;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
