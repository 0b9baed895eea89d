const packetBytes = 188;
const syncByte = 0x47;

/**
 * The `CODECS` name (RFC 6381) of the H.264 in an MPEG-TS segment, such as `avc1.64001f`: profile,
 * constraints and level as its sequence parameter set says.
 *
 * @param segment - its beginning is enough, some tens of packets
 * @returns undefined where no parameter set is found
 */
export function avcCodec(segment: Buffer): string | undefined {
  const payload = videoPayload(segment);
  for (let at = payload.indexOf('000001', 0, 'hex'); at !== -1; ) {
    const isParameterSet = ((payload[at + 3] ?? 0) & 0x1f) === 7;
    if (isParameterSet && at + 7 <= payload.length) {
      return `avc1.${payload.subarray(at + 4, at + 7).toString('hex')}`;
    }
    at = payload.indexOf('000001', at + 3, 'hex');
  }
  return undefined;
}

/** The packets' contents of the first track whose stream id is a video one (ISO 13818-1, 2.4.3.7). */
function videoPayload(segment: Buffer): Buffer {
  let videoPid: number | undefined;
  const parts: Buffer[] = [];
  for (let start = 0; start + packetBytes <= segment.length; start += packetBytes) {
    const packet = segment.subarray(start, start + packetBytes);
    if (packet[0] !== syncByte) break;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const control = packet.readUInt8(3) & 0x30;
    if ((control & 0x10) === 0) continue;
    const skipped = control & 0x20 ? 1 + packet.readUInt8(4) : 0;
    const payload = packet.subarray(4 + skipped);
    const startsVideo =
      payload.length > 4 &&
      payload.readUIntBE(0, 3) === 1 &&
      (payload.readUInt8(3) & 0xf0) === 0xe0;
    if (videoPid === undefined && startsVideo) videoPid = pid;
    if (pid === videoPid) parts.push(payload);
  }
  return Buffer.concat(parts);
}
