/** A publisher byte by byte, for tests of what no encoder here can send. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import amf from 'node-media-server/src/protocol/amf.js';
import Rtmp from 'node-media-server/src/protocol/rtmp.js';

/** Size of the chunks that the library writes, in bytes. */
const chunkBytes = 65_535;
const handshakeBytes = 1536;
/** RTMP message types (Adobe's RTMP specification 1.0, 5.4 and 7.1). */
export const messageTypes = { setChunkSize: 1, audio: 8, video: 9, command: 20 } as const;

export class RtmpTestClient {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  #heard = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (Buffer.isBuffer(bytes)) this.#heard = Buffer.concat([this.#heard, bytes]);
    });
  }

  static async connect(port: number): Promise<RtmpTestClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RtmpTestClient(socket);
  }

  /** What the server has said so far, its bytes as Latin-1. */
  get heard(): string {
    return this.#heard.toString('latin1');
  }

  /** Codes of the statuses of the stream so far. */
  get statuses(): string[] {
    return [...this.heard.matchAll(/NetStream(?:\.[A-Z][A-Za-z]+)+/g)].map(([code]) => code);
  }

  handshake(): void {
    this.socket.write(Buffer.alloc(1 + 2 * handshakeBytes, 3));
  }

  message(type: number, payload: Buffer): void {
    const header = { fmt: 0, cid: 3, timestamp: 0, length: payload.length, type, stream_id: 1 };
    this.socket.write(Rtmp.chunksCreate({ header, payload }));
  }

  /** Handshake and all commands up to the one that names the key. */
  publish(app: string, name: string): void {
    this.handshake();
    const size = Buffer.alloc(4);
    size.writeUInt32BE(chunkBytes);
    this.message(messageTypes.setChunkSize, size);
    const command = (fields: Readonly<Record<string, unknown>>) =>
      this.message(messageTypes.command, amf.encodeAmf0Cmd(fields));
    const tcUrl = `rtmp://127.0.0.1/${app}`;
    command({ cmd: 'connect', transId: 1, cmdObj: { app, tcUrl } });
    command({ cmd: 'createStream', transId: 2, cmdObj: null });
    command({ cmd: 'publish', transId: 3, cmdObj: null, streamName: name, type: 'live' });
  }

  /** Sound or picture, its FLV tag's body, at a time in milliseconds. */
  tag(kind: 'audio' | 'video', dts: number, data: Buffer): void {
    const codec_type = messageTypes[kind];
    this.socket.write(Rtmp.createMessage({ codec_type, dts, size: data.length, data }));
  }

  close(): void {
    this.socket.destroy();
  }
}
