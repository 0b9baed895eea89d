import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';

export interface LoopbackRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** An HTTPS server at a free port of 127.0.0.1 that answers in JSON. */
export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @param answer - gives what is answered; nothing where nothing is found */
export async function serveLoopback(
  { certificate, key }: { readonly certificate: string; readonly key: string },
  answer: (request: LoopbackRequest) => Promise<object | undefined>,
): Promise<LoopbackServer> {
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    read(request)
      .then(answer)
      .then(
        (body) => (body ? reply(200, body) : reply(404, failure(404, 'not found'))),
        (error) => reply(500, failure(500, String(error))),
      );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<LoopbackRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://loopback');
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    body: Buffer.concat(parts).toString(),
  };
}

function failure(code: number, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message };
}
