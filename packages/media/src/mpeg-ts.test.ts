import { describe, expect, test } from '@jest/globals';
import { avcCodec, packetBytes, presentationTime, programMapPid, readPacket } from './mpeg-ts.ts';

interface PacketOptions {
  readonly pid?: number;
  readonly startsUnit?: boolean;
  /** Bytes of the adaptation field after its length; absent: there is none. */
  readonly adaptation?: readonly number[];
  /** Absent: the packet says that it has none. */
  readonly payload?: readonly number[];
}

function packet({ pid = 256, startsUnit = true, adaptation, payload }: PacketOptions): Buffer {
  const bytes = Buffer.alloc(packetBytes, 0xff);
  bytes[0] = 0x47;
  bytes.writeUInt16BE((startsUnit ? 0x4000 : 0) | pid, 1);
  bytes[3] = (adaptation ? 0x20 : 0) | (payload ? 0x10 : 0);
  const field = adaptation ? [adaptation.length, ...adaptation] : [];
  bytes.set([...field, ...(payload ?? [])], 4);
  return bytes;
}

/** A PES packet of video, shown at a time in ticks. */
function pes(ticks: number, data: readonly number[] = [], streamId = 0xe0): number[] {
  const time = [
    0x21 | (Math.floor(ticks / 2 ** 30) << 1),
    ...[Math.floor(ticks / 2 ** 22) & 0xff, (Math.floor(ticks / 2 ** 14) & 0xfe) | 1],
    ...[Math.floor(ticks / 2 ** 7) & 0xff, ((ticks << 1) & 0xfe) | 1],
  ];
  return [0, 0, 1, streamId, 0, 0, 0x80, 0x80, 5, ...time, ...data];
}

/** A sequence parameter set as it begins: high profile, level 3.1. */
const parameterSet = [0, 0, 0, 1, 0x67, 0x64, 0x00, 0x1f, 0xac];
const read = (options: PacketOptions) => {
  const found = readPacket(packet(options));
  if (!found) throw new Error('not read');
  return found;
};

describe('readPacket', () => {
  test('reads what stands in its headers', () => {
    expect(read({ pid: 4097, adaptation: [0x40], payload: [7] })).toMatchObject({
      pid: 4097,
      startsUnit: true,
      isKeyframe: true,
    });
    expect(read({ startsUnit: false, payload: [7] })).toMatchObject({
      startsUnit: false,
      isKeyframe: false,
    });
  });

  test('its payload begins behind the adaptation field, and need not be there', () => {
    expect([...read({ adaptation: [0, 1, 2], payload: [7, 8] }).payload.subarray(0, 2)]).toEqual([
      7, 8,
    ]);
    expect(read({ adaptation: [0x40] }).payload).toHaveLength(0);
  });

  test('an adaptation field of no length has no flags', () => {
    expect(read({ adaptation: [], payload: [0x40] }).isKeyframe).toBe(false);
  });

  test('a claim to be longer than the packet leaves nothing of it', () => {
    const bytes = packet({ adaptation: [0], payload: [1] });
    bytes[4] = 255;
    expect(readPacket(bytes)?.payload).toHaveLength(0);
  });

  test('what does not begin with the sync byte, or is cut short, is no packet', () => {
    expect(readPacket(Buffer.alloc(packetBytes))).toBeUndefined();
    expect(readPacket(packet({ payload: [1] }).subarray(0, packetBytes - 1))).toBeUndefined();
  });
});

describe('presentationTime', () => {
  test.each([0, 1, 90_000, 2 ** 31 + 12_345, 2 ** 33 - 1])('%i ticks', (ticks) => {
    expect(presentationTime(read({ payload: pes(ticks) }))).toBe(ticks);
  });

  test.each([
    ['sound', { payload: pes(1, [], 0xc0) }],
    ['the middle of a picture that looks like a beginning', { startsUnit: false, payload: pes(1) }],
    ['a packet without a payload', { adaptation: [0x40] }],
  ])('%s has none', (_what, options) => {
    expect(presentationTime(read(options))).toBeUndefined();
  });

  test('a picture without a time has none', () => {
    const untimed = pes(1);
    untimed[7] = 0;
    expect(presentationTime(read({ payload: untimed }))).toBeUndefined();
  });
});

test('a program association table names the map', () => {
  const table = [0, 0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0x00];
  expect(programMapPid(read({ pid: 0, payload: table }))).toBe(0x1000);
  expect(programMapPid(read({ pid: 0, adaptation: [0] }))).toBeUndefined();
});

describe('avcCodec', () => {
  test('is what the first parameter set says, also where packets cut it', () => {
    const whole = pes(0, [0, 0, 0, 1, 0x09, 0xf0, ...parameterSet]);
    expect(avcCodec(packet({ payload: whole }))).toBe('avc1.64001f');
    // The last bytes of the first packet are the first of the parameter set.
    const room = packetBytes - 4 - pes(0).length - 4;
    const before = pes(0, [...Array(room).fill(0xff), ...parameterSet.slice(0, 4)]);
    const segment = Buffer.concat([
      packet({ payload: before }),
      packet({ pid: 257, payload: pes(0, [0, 0, 1, 0x67, 1, 2, 3], 0xc0) }),
      packet({ startsUnit: false, payload: parameterSet.slice(4) }),
    ]);
    expect(avcCodec(segment)).toBe('avc1.64001f');
  });

  test('is unknown where there is none', () => {
    expect(avcCodec(packet({ payload: pes(0) }))).toBeUndefined();
    expect(avcCodec(packet({ payload: pes(0, parameterSet, 0xc0) }))).toBeUndefined();
    expect(avcCodec(Buffer.from('no segment at all'))).toBeUndefined();
    expect(avcCodec(Buffer.alloc(0))).toBeUndefined();
  });
});
