/** Reading one MPEG-TS packet (ISO 13818-1, 2.4.3). */

export const packetBytes = 188;

export function pidOf(packet: Buffer): number {
  return packet.readUInt16BE(1) & 0x1fff;
}

/** Whether a picture begins here that can be decoded by itself: the muxer marks it so. */
export function isKeyframeStart(packet: Buffer): boolean {
  const hasAdaptation = (packet.readUInt8(3) & 0x20) !== 0;
  return hasAdaptation && packet.readUInt8(4) > 0 && (packet.readUInt8(5) & 0x40) !== 0;
}

/** When the picture that begins here is shown, in ticks of 90 kHz; undefined for anything else. */
export function presentationTime(packet: Buffer): number | undefined {
  const control = packet.readUInt8(3);
  const starts = (packet.readUInt8(1) & 0x40) !== 0 && (control & 0x10) !== 0;
  if (!starts) return undefined;
  const payload = packet.subarray(4 + (control & 0x20 ? 1 + packet.readUInt8(4) : 0));
  const isVideo =
    payload.length >= 14 &&
    payload.readUIntBE(0, 3) === 1 &&
    (payload.readUInt8(3) & 0xf0) === 0xe0 &&
    (payload.readUInt8(7) & 0x80) !== 0;
  if (!isVideo) return undefined;
  const high = (payload.readUInt8(9) >> 1) & 0x07;
  const middle = payload.readUInt16BE(10) >> 1;
  const low = payload.readUInt16BE(12) >> 1;
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}
