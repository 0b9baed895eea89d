import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { TsCutter, type TsPart } from './ts-cutter.ts';

const execute = promisify(execFile);

test('cuts before every keyframe, whatever pieces the bytes come in', async () => {
  const { ffmpeg } = await findBinaries();
  const { stdout } = await execute(
    ffmpeg.path,
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=30:duration=2'],
      ...['-f', 'lavfi', '-i', 'sine=duration=2', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-g', '15', '-sc_threshold', '0', '-c:a', 'aac', '-f', 'mpegts', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  );
  const parts: TsPart[] = [];
  const cutter = new TsCutter((part) => parts.push(part));
  for (let at = 0; at < stdout.length; at += 1000) cutter.write(stdout.subarray(at, at + 1000));
  cutter.end();
  expect(parts.map(({ duration }) => duration.toFixed(3))).toEqual(Array(4).fill('0.500'));
  for (const { bytes } of parts) {
    // Each begins with the program association table, and is whole packets.
    expect([bytes[0], bytes.readUInt16BE(1) & 0x1fff, bytes.length % 188]).toEqual([0x47, 0, 0]);
    expect(await complaints(ffmpeg.path, bytes)).toBe('');
  }
  const whole = Buffer.concat(parts.map(({ bytes }) => bytes));
  expect(await complaints(ffmpeg.path, whole)).toBe('');
});

/** What a decoder finds wrong, broken continuity included. */
async function complaints(path: string, bytes: Buffer): Promise<string> {
  const decoding = execute(path, ['-v', 'warning', '-i', 'pipe:0', '-f', 'null', '-']);
  decoding.child.stdin?.end(bytes);
  return (await decoding).stderr;
}
