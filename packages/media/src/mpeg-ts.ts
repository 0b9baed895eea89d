/** Reads MPEG-TS (ISO 13818-1), as much of it as making playlists and cuts requires. */

/** Bytes of a packet (2.4.3.2). */
export const packetBytes = 188;
const syncByte = 0x47;

/** A packet's fields (2.4.3.2). */
export interface TsPacket {
  /** The stream it belongs to; 0 is the program association table. */
  readonly pid: number;
  /** A keyframe begins in it, as marked by the muxer. */
  readonly isKeyframe: boolean;
  /** A packet of the elementary stream, or a table, begins with its payload. */
  readonly startsUnit: boolean;
  /** The bytes after its headers; may be empty. */
  readonly payload: Buffer;
}

/**
 * Reads a packet.
 *
 * @param bytes - of one packet
 * @returns undefined when the bytes are not a packet
 */
export function readPacket(bytes: Buffer): TsPacket | undefined {
  if (bytes.length < packetBytes || bytes[0] !== syncByte) return undefined;
  const head = bytes.readUInt16BE(1);
  const control = bytes.readUInt8(3);
  const adaptationBytes = control & 0x20 ? 1 + bytes.readUInt8(4) : 0;
  return {
    pid: head & 0x1fff,
    isKeyframe: adaptationBytes > 1 && (bytes.readUInt8(5) & 0x40) !== 0,
    startsUnit: (head & 0x4000) !== 0,
    payload: control & 0x10 ? bytes.subarray(4 + adaptationBytes, packetBytes) : empty,
  };
}

const empty = Buffer.alloc(0);

/** The stream that carries the map of the only program in a program association table (2.4.4.3). */
export function programMapPid({ payload }: TsPacket): number | undefined {
  const at = 1 + (payload[0] ?? 0) + 10;
  return at + 2 <= payload.length ? payload.readUInt16BE(at) & 0x1fff : undefined;
}

/**
 * The presentation time of the picture that begins in a packet (2.4.3.7).
 *
 * @returns ticks of 90 kHz, which wrap around at 2 ** 33; undefined for any other packet
 */
export function presentationTime(packet: TsPacket): number | undefined {
  const { payload } = packet;
  const isTimed =
    startsVideo(packet) && payload.length >= 14 && (payload.readUInt8(7) & 0x80) !== 0;
  if (!isTimed) return undefined;
  const high = (payload.readUInt8(9) >> 1) & 0x07;
  const middle = payload.readUInt16BE(10) >> 1;
  const low = payload.readUInt16BE(12) >> 1;
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/**
 * The `CODECS` name (RFC 6381) of the H.264 in a segment, such as `avc1.64001f`: profile,
 * constraints and level as its sequence parameter set says.
 *
 * @param segment - its first few dozen packets are enough
 * @returns undefined when no parameter set is found
 */
export function avcCodec(segment: Buffer): string | undefined {
  const video = videoPayload(segment);
  for (let at = video.indexOf('000001', 0, 'hex'); at !== -1; ) {
    const isParameterSet = ((video[at + 3] ?? 0) & 0x1f) === 7;
    if (isParameterSet && at + 7 <= video.length)
      return `avc1.${video.subarray(at + 4, at + 7).toString('hex')}`;
    at = video.indexOf('000001', at + 3, 'hex');
  }
  return undefined;
}

/** The payloads of the first video stream, from complete packets only. */
function videoPayload(segment: Buffer): Buffer {
  let videoPid: number | undefined;
  const parts: Buffer[] = [];
  for (let start = 0; start < segment.length; start += packetBytes) {
    const packet = readPacket(segment.subarray(start, start + packetBytes));
    if (!packet) break;
    if (videoPid === undefined && startsVideo(packet)) videoPid = packet.pid;
    if (packet.pid === videoPid) parts.push(packet.payload);
  }
  return Buffer.concat(parts);
}

/** Whether a unit with the stream id of a video begins (2.4.3.7, table 2-22). */
function startsVideo({ startsUnit, payload }: TsPacket): boolean {
  return (
    startsUnit &&
    payload.length >= 4 &&
    payload.readUIntBE(0, 3) === 1 &&
    (payload.readUInt8(3) & 0xf0) === 0xe0
  );
}
