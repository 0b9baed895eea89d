import type { IncomingMessage } from 'node:http';

/**
 * Whether this machine itself asks, by a name of its own: a `Host` of any other name means that
 * some site has pointed its own name at us.
 */
export function isLoopback({ headers, socket }: IncomingMessage): boolean {
  const remote = socket.remoteAddress ?? '';
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    (remote.startsWith('127.') || remote === '::1' || remote.startsWith('::ffff:127.')) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(name)
  );
}
