import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of a test at a free port of this machine. */
export interface LoopbackServer {
  readonly port: number;
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends it, and every connection to it. */
  close(): Promise<void>;
}

/** Lets a test's HTTP server listen. */
export async function listen(server: Server): Promise<LoopbackServer> {
  // A connection that waits for its next request stays. Where the cores are busy, a server closes it
  // for idleness in the very moment in which a client sends its next request: "read ECONNRESET".
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
