import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IvsChat } from '../ivschat/ivschat.ts';
import { isLoopback } from './loopback.ts';

const chatPath = '/local/ivschat';

/** Where the page's chat connects to. @param siteUrl - the edge's own address */
export function chatEndpoint(siteUrl: string): string {
  return siteUrl.replace(/^http/, 'ws') + chatPath;
}

/**
 * Takes WebSocket handshakes to the chat. AWS serves it under a name of its own; here it shares the
 * site's port.
 *
 * @returns ends every connection that came out of it, for the server itself no longer knows them
 */
export function serveUpgrades(server: Server, chat: Pick<IvsChat, 'upgrade'>): () => void {
  const open = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Whatever a client does to its connection must not end this process.
    stream.on('error', () => stream.destroy());
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    if (request.url === chatPath && isLoopback(request)) chat.upgrade(request, stream, head);
    else stream.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  return () => {
    for (const stream of open) stream.destroy();
  };
}
