/** The parts of node-media-server 4 that the ingest is built from; the package has no types. */

declare module 'node-media-server/src/protocol/rtmp.js' {
  interface Connection {
    readonly app: string | undefined;
    readonly name: string;
    readonly query: Readonly<Record<string, string | string[] | undefined>>;
  }
  /** One peer's side of the protocol: handshake, chunks, commands. */
  class Rtmp {
    /** Messages that are under way, by chunk stream. */
    readonly inPackets: ReadonlyMap<number, unknown>;
    /** The one whose chunk is read now; its length is what its peer says. */
    readonly parserPacket: { readonly header: { readonly length: number } };
    /** Of the stream that is published. */
    readonly streamId: number;
    onConnectCallback: (connection: Connection) => void;
    onPlayCallback: () => void;
    onPushCallback: () => void;
    onPacketCallback: (packet: import('node-media-server/src/protocol/flv.js').Packet) => void;
    onOutputCallback: (bytes: Buffer) => void;
    /** @returns what is wrong with the bytes, else null */
    parserData(bytes: Buffer): string | null;
    /** Makes room for the message that begins. */
    packetAlloc(): void;
    /** Says that publishing has started. */
    respondPublish(): void;
    sendStatusMessage(
      streamId: number,
      level: 'status' | 'error',
      code: string,
      description: string,
    ): void;
    /** A message of sound or picture in chunks of 65535 bytes. */
    static createMessage(packet: {
      readonly codec_type: number;
      readonly dts: number;
      readonly size: number;
      readonly data: Buffer;
    }): Buffer;
    /** A message in chunks of 65535 bytes. */
    static chunksCreate(packet: {
      readonly header: {
        readonly fmt: number;
        readonly cid: number;
        readonly timestamp: number;
        readonly length: number;
        readonly type: number;
        readonly stream_id: number;
      };
      readonly payload: Buffer;
    }): Buffer;
  }
  export = Rtmp;
}

declare module 'node-media-server/src/protocol/amf.js' {
  interface Amf {
    /** A command by its name, `cmd`, and what belongs to it, in AMF0. */
    encodeAmf0Cmd(command: Readonly<Record<string, unknown>>): Buffer;
  }
  const amf: Amf;
  export = amf;
}

declare module 'node-media-server/src/protocol/flv.js' {
  namespace flv {
    interface Packet {
      /** FLV tag type: 8 audio, 9 video, 18 script. */
      readonly codec_type: number;
    }
    interface Flv {
      /** The packet as an FLV tag with its trailing size, in a buffer of its own. */
      createMessage(packet: Packet): Buffer;
    }
  }
  const flv: flv.Flv;
  export = flv;
}

declare module 'node-media-server/src/protocol/sps_info.js' {
  interface SpsInfo {
    /** @param sps - the NAL unit with its header byte; null where it cannot be read */
    parseH264Sps(sps: Buffer): { readonly width: number; readonly height: number } | null;
  }
  const info: SpsInfo;
  export = info;
}
