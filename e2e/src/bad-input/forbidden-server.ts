import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A server that hostile files point at. Whoever connects has been tricked. */
export interface ForbiddenServer {
  readonly url: string;
  /** The first bytes of each connection that was made. */
  readonly contacts: readonly string[];
  close(): Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startForbiddenServer(): Promise<ForbiddenServer> {
  const contacts: string[] = [];
  const server = createServer((socket) => {
    const contact = contacts.push('connected') - 1;
    socket.once('data', (bytes) => {
      contacts[contact] = bytes.toString('latin1', 0, 200);
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    contacts,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
