import info from 'node-media-server/src/protocol/sps_info.js';

/** One FLV tag as far as the ingest must know it. */
export interface FlvTag {
  readonly kind: 'audio' | 'video';
  /** Decoding time in milliseconds. */
  readonly time: number;
  /** `H264` and `AAC` as IVS takes them; anything else by a name for people. */
  readonly codec: string;
  /** It carries the decoder's configuration, and no sound or picture. */
  readonly isHeader: boolean;
  /** Only in a header of H.264. */
  readonly size?: { readonly width: number; readonly height: number };
}

const videoTag = 9;
/** Codec ids (Adobe's FLV specification 10.1, E.4.2 and E.4.3). */
const mp3 = 2;
const aac = 10;
const h264 = 7;
/** Sound whose codec follows in four characters (Enhanced RTMP v2, "Enhanced Audio"). */
const fourCharacters = 9;
/** What Enhanced RTMP writes codecs as, and people call them. */
const enhancedCodecs: Readonly<Record<string, string>> = {
  hvc1: 'HEVC',
  av01: 'AV1',
  vp09: 'VP9',
  vp08: 'VP8',
  avc1: 'H264 in enhanced RTMP',
  mp4a: 'AAC in enhanced RTMP',
  Opus: 'Opus',
  fLaC: 'FLAC',
  '.mp3': 'MP3',
};
/** FLV's tag header, in bytes. */
const headerBytes = 11;

/** @param tag - from its type byte on; undefined for one that carries nothing */
export function readTag(tag: Buffer): FlvTag | undefined {
  // An empty picture or sound has its header and its trailing size alone.
  if (tag.length < headerBytes + 2 + 4) return undefined;
  const time = tag.readUIntBE(4, 3) + tag.readUInt8(7) * 2 ** 24;
  const first = tag.readUInt8(headerBytes);
  const isHeader = tag.readUInt8(headerBytes + 1) === 0;
  if (tag.readUInt8(0) !== videoTag) {
    const id = first >> 4;
    const codec = id === fourCharacters ? enhancedCodec(tag) : audioName(id);
    return { kind: 'audio', time, isHeader: id === aac && isHeader, codec };
  }
  // Enhanced RTMP marks its tags by the highest bit and names the codec by four characters.
  if (first & 0x80)
    return { kind: 'video', time, isHeader: (first & 0x0f) === 0, codec: enhancedCodec(tag) };
  const id = first & 0x0f;
  if (id !== h264) return { kind: 'video', time, isHeader: false, codec: `FLV codec ${id}` };
  const size = isHeader ? pictureSize(tag.subarray(headerBytes + 5)) : undefined;
  return { kind: 'video', time, isHeader, codec: 'H264', ...(size && { size }) };
}

/** Begins an FLV file with a picture, and with sound or without. */
export function flvHeader(hasAudio: boolean): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, hasAudio ? 5 : 1, 0, 0, 0, 9, 0, 0, 0, 0]);
}

function audioName(id: number): string {
  if (id === aac) return 'AAC';
  return id === mp3 ? 'MP3' : `FLV sound format ${id}`;
}

function enhancedCodec(tag: Buffer): string {
  const code = tag.toString('latin1', headerBytes + 1, headerBytes + 5);
  return enhancedCodecs[code] ?? `codec ${JSON.stringify(code)}`;
}

/** From an AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1). */
function pictureSize(record: Buffer) {
  if (record.length < 8) return undefined;
  const length = record.readUInt16BE(6);
  return info.parseH264Sps(record.subarray(8, 8 + length)) ?? undefined;
}
