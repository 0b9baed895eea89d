/**
 * The process that speaks RTMP, apart from the local cloud because its parser reads what strangers
 * send: what breaks it ends this process alone. Started by ingest.ts with the port, and by when a peer
 * has to publish.
 */
import { createServer, type Socket } from 'node:net';
import Flv from 'node-media-server/src/protocol/flv.js';
import { errorCode } from '../error-code.ts';
import type { IngestMessage, IngestRequest, PublishStatus } from './ingest-protocol.ts';
import { part } from './part.ts';
import { RtmpParser } from './rtmp-parser.ts';

/** An encoder that has sent nothing for so long is gone, in milliseconds. */
const silenceMs = 15_000;
/** More than a machine can encode; who else connects is turned away. */
const mostConnections = 100;
/** Bytes on their way to the local cloud, at which encoders are made to wait. */
const maxUnderway = 16 * 1024 * 1024;
/** FLV's tag type of what is neither sound nor picture. */
const scriptTag = 18;

/** A peer that has named a key. */
interface Publisher {
  readonly socket: Socket;
  accept(): void;
  drop(status: PublishStatus): void;
}

const [port, publishWithinMs] = process.argv.slice(2).map(Number);
const publishers = new Map<number, Publisher>();
let lastId = 0;
let underway = 0;

const server = createServer((socket) => {
  const id = ++lastId;
  const rtmp = new RtmpParser();
  let parting = false;
  const leave = () => {
    if (publishers.delete(id)) send({ type: 'end', id });
  };
  const deadline = setTimeout(() => socket.destroy(), publishWithinMs);

  let asked: { app: string; streamKey: string; priority?: string } | undefined;
  rtmp.onConnectCallback = ({ app = '', name, query }) => {
    const { priority } = query;
    asked = { app, streamKey: name, ...(typeof priority === 'string' && { priority }) };
  };
  // The ingest does not serve playback: viewers use HLS.
  rtmp.onPlayCallback = () => socket.destroy();
  rtmp.onPushCallback = () => {
    if (!asked || publishers.has(id)) return;
    clearTimeout(deadline);
    publishers.set(id, {
      socket,
      accept: () => rtmp.accept(),
      drop(status) {
        rtmp.refuse(status);
        leave();
        parting = true;
        part(socket);
      },
    });
    send({ type: 'publish', id, ...asked });
  };
  rtmp.onPacketCallback = (packet) => {
    if (packet.codec_type !== scriptTag && publishers.has(id))
      sendTag(socket, id, Flv.createMessage(packet));
  };
  rtmp.onOutputCallback = (bytes) => socket.write(bytes);
  socket.setTimeout(silenceMs, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    if (parting || socket.destroyed || !Buffer.isBuffer(bytes)) return;
    try {
      if (rtmp.parserData(bytes) !== null) socket.destroy();
    } catch {
      // The parser has no defence of its own against bytes that are not RTMP.
      socket.destroy();
    }
  });
  socket.on('close', () => {
    clearTimeout(deadline);
    leave();
  });
});
server.maxConnections = mostConnections;

server.on('error', (error) => {
  send({ type: 'failed', code: String(errorCode(error) ?? ''), message: error.message });
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) send({ type: 'listening', port: address.port });
});

process.on('message', (request: IngestRequest) => {
  const publisher = publishers.get(request.id);
  if (request.type === 'accept') publisher?.accept();
  else publisher?.drop(request.status);
});
// A killed parent cannot say goodbye, but its end of the channel closes.
process.on('disconnect', () => process.exit(0));
// Ctrl-C goes to the whole process group: the parent decides when the streams end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

function send(message: IngestMessage, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}

/** While the local cloud is busy, encoders wait, and not this process's memory grows. */
function sendTag(socket: Socket, id: number, tag: Buffer): void {
  underway += tag.length;
  if (underway > maxUnderway) socket.pause();
  send({ type: 'tag', id, tag }, () => {
    underway -= tag.length;
    if (underway > maxUnderway / 2) return;
    for (const publisher of publishers.values()) publisher.socket.resume();
  });
}
