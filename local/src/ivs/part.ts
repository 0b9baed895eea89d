import type { Socket } from 'node:net';

/**
 * How long a peer may take to read what it was last told and to leave, in milliseconds. An encoder
 * looks at what it is told after each packet that it sends: one that is refused for its header has
 * yet to encode its first pictures, and on a busy machine that takes seconds.
 */
const partingMs = 30_000;

/**
 * Ends a connection once everything written has been sent. What the peer still sends is read and
 * dropped: to close over unread bytes is a reset, on which an encoder fails before it has read why.
 *
 * @param socket - its listeners for `data` go on to hear what is dropped
 */
export function part(socket: Socket): void {
  socket.setTimeout(0);
  socket.resume();
  socket.end();
  const limit = setTimeout(() => socket.destroy(), partingMs);
  socket.once('close', () => clearTimeout(limit));
}
