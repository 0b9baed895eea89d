import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Ports of 127.0.0.1 that nobody listens at, all different.
 *
 * They are held together until all are known, so that no two of them are the same; whoever takes
 * one must do so soon.
 */
export async function freePorts<const Names extends readonly string[]>(
  names: Names,
): Promise<Record<Names[number], number>> {
  const servers = names.map(() => createServer());
  try {
    await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
    const entries = names.map((name, index) => [name, portOf(servers[index])] as const);
    return Object.fromEntries(entries) as Record<Names[number], number>;
  } finally {
    for (const server of servers) server.close();
  }
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (!address || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free');
  return address.port;
}
