/** The parts of node-media-server 4 that the ingest is built from; the package has no types. */

declare module 'node-media-server/src/protocol/rtmp.js' {
  interface Connection {
    readonly app: string;
    readonly name: string;
    readonly query: Readonly<Record<string, string | string[] | undefined>>;
  }
  /** One peer's side of the protocol: handshake, chunks, commands. */
  class Rtmp {
    onConnectCallback: (connection: Connection) => void;
    onPlayCallback: () => void;
    onPushCallback: () => void;
    onPacketCallback: (packet: import('node-media-server/src/protocol/flv.js').Packet) => void;
    onOutputCallback: (bytes: Buffer) => void;
    /** @returns what is wrong with the bytes, else null */
    parserData(bytes: Buffer): string | null;
  }
  export = Rtmp;
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
