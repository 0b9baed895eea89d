import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { StandIn, StandInMethod } from './protocol.ts';

export interface ServedStandIns {
  /** On loopback, with a secret in it that grants access. */
  readonly url: string;
  close(): Promise<void>;
}

const methods: Readonly<Record<StandInMethod, true>> = {
  check: true,
  diff: true,
  create: true,
  read: true,
  update: true,
  delete: true,
  invoke: true,
};

/** Serves stand-in providers to the plugins that the engine starts. */
export async function serveStandIns(
  standIns: Readonly<Record<string, StandIn>>,
): Promise<ServedStandIns> {
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.end(JSON.stringify(body ?? {})),
      (reason: unknown) => {
        response.statusCode = 500;
        response.end(reason instanceof Error ? reason.message : String(reason));
      },
    );
  });
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const [, given, provider = '', method = ''] = (request.url ?? '').split('/');
    if (given !== secret) throw new Error('The secret of the stand-ins is wrong');
    const standIn = standIns[provider];
    if (!standIn) throw new Error(`There is no stand-in for the provider ${provider}`);
    const body = JSON.parse((await buffer(request)).toString());
    if (method === 'version') return standIn.version;
    if (!isMethod(method)) throw new Error(`A provider has no method ${method}`);
    return standIn[method](body);
  };
  // A plugin may be silent for minutes, and a connection that is closed just as it speaks again is an
  // answer that never comes: neither side may end one for being idle.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${secret}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isMethod(name: string): name is StandInMethod {
  return Object.hasOwn(methods, name);
}
