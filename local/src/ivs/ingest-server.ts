/**
 * The process that speaks RTMP, apart from the local cloud because its parser reads what strangers
 * send: what breaks it ends this process alone. Started by ingest.ts with the port as its argument.
 */
import { createServer, type Socket } from 'node:net';
import Flv from 'node-media-server/src/protocol/flv.js';
import Rtmp from 'node-media-server/src/protocol/rtmp.js';
import { errorCode } from '../error-code.ts';
import type { DropMessage, IngestMessage } from './ingest-protocol.ts';

/** An encoder that has sent nothing for so long is gone, in milliseconds. */
const silenceMs = 15_000;
/** FLV's tag type of what is neither sound nor picture. */
const scriptTag = 18;

const publishers = new Map<number, Socket>();
let lastId = 0;

const server = createServer((socket) => {
  const id = ++lastId;
  const rtmp = new Rtmp();
  let asked: { app: string; streamKey: string; priority?: string } | undefined;
  rtmp.onConnectCallback = ({ app, name, query }) => {
    const priority = query.priority;
    asked = { app, streamKey: name, ...(typeof priority === 'string' && { priority }) };
  };
  // Nobody plays from the ingest: viewers have HLS.
  rtmp.onPlayCallback = () => socket.destroy();
  rtmp.onPushCallback = () => {
    if (!asked || publishers.has(id)) return;
    publishers.set(id, socket);
    send({ type: 'publish', id, ...asked });
  };
  rtmp.onPacketCallback = (packet) => {
    if (packet.codec_type === scriptTag || !publishers.has(id)) return;
    send({ type: 'tag', id, tag: Flv.createMessage(packet) });
  };
  rtmp.onOutputCallback = (bytes) => socket.write(bytes);
  socket.setTimeout(silenceMs, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    if (socket.destroyed || !Buffer.isBuffer(bytes)) return;
    try {
      if (rtmp.parserData(bytes) !== null) socket.destroy();
    } catch {
      // The parser has no defence of its own against bytes that are not RTMP.
      socket.destroy();
    }
  });
  socket.on('close', () => {
    if (publishers.delete(id)) send({ type: 'end', id });
  });
});

server.on('error', (error) => {
  send({ type: 'failed', code: String(errorCode(error) ?? ''), message: error.message });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) send({ type: 'listening', port: address.port });
});

process.on('message', ({ id }: DropMessage) => publishers.get(id)?.destroy());
// A killed parent cannot say goodbye, but its end of the channel closes.
process.on('disconnect', () => process.exit(0));
// Ctrl-C goes to the whole process group: the parent decides when the streams end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

function send(message: IngestMessage): void {
  if (process.connected) process.send?.(message);
}
