import { isIPv4 } from 'node:net';

/**
 * Refuses a server that is not on this machine: a rehearsal makes and deletes everything it meets.
 *
 * @param server - address of an API server, as a kubeconfig has it
 * @throws Error that says which server, and why
 */
export function assertLoopback(server: string): void {
  if (!isLoopback(server))
    throw new Error(
      `${server} is not on this machine: the rehearsal makes and deletes what it likes, and so takes only a cluster on 127.0.0.1, never one of yours`,
    );
}

function isLoopback(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { hostname, protocol } = new URL(server);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
