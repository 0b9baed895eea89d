import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { makeCertificates } from '../remote/certificates.ts';

/** A second way to a server on this machine: over TLS. */
export interface TlsDoor {
  /** `https://localhost:<port>`. */
  readonly origin: string;
  /** Who goes through must trust this, by NODE_EXTRA_CA_CERTS. */
  readonly authorityFile: string;
  close(): Promise<void>;
}

export interface TlsDoorOptions {
  /** For the authority's certificate. */
  readonly directory: string;
  /** Port of 127.0.0.1 that it leads to, known once somebody comes. */
  readonly target: () => number;
}

export async function openTlsDoor({ directory, target }: TlsDoorOptions): Promise<TlsDoor> {
  const { authority, certificate, key } = await makeCertificates(['localhost']);
  const authorityFile = join(directory, 'authority.pem');
  await writeFile(authorityFile, authority);
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (visitor) => {
    const inner = connect(target(), '127.0.0.1');
    const end = () => {
      visitor.destroy();
      inner.destroy();
    };
    for (const side of [visitor, inner]) {
      sockets.add(side);
      side.once('error', end).once('close', () => {
        sockets.delete(side);
        end();
      });
    }
    visitor.pipe(inner).pipe(visitor);
  });
  // A visitor who does not trust it is no fault of ours.
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://localhost:${port}`,
    authorityFile,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
