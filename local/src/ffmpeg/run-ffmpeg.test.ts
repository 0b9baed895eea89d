import { expect, test } from '@jest/globals';
import { findBinaries } from './binaries.ts';
import { FfmpegError, runFfmpeg } from './run-ffmpeg.ts';

/** Encodes at the speed of real time, so that it surely still runs when it is stopped. */
const endless = [
  ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=30:duration=300'],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'null', '-'],
];

test('reports progress and stops at once when it is told to', async () => {
  const { ffmpeg } = await findBinaries();
  const stop = new AbortController();
  const reason = new Error('stop it');
  let pid = 0;
  const run = runFfmpeg({
    binary: ffmpeg,
    args: endless,
    signal: stop.signal,
    onStart: (started) => {
      pid = started;
    },
    onProgress: ({ frame }) => {
      if (frame > 0) stop.abort(reason);
    },
  });
  await expect(run).rejects.toBe(reason);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('fails with what ffmpeg said last', async () => {
  const { ffmpeg } = await findBinaries();
  const args = ['-i', '/nowhere/at/all.mp4', '-f', 'null', '-'];
  const run = runFfmpeg({ binary: ffmpeg, args, signal: new AbortController().signal });
  await expect(run).rejects.toThrow(/No such file/);
  await expect(run).rejects.toBeInstanceOf(FfmpegError);
});

test('ends one that makes no progress', async () => {
  const { ffmpeg } = await findBinaries();
  // Frames come a tenth of a second after it would have to show some.
  const args = ['-re', '-f', 'lavfi', '-i', 'testsrc2=rate=1/60:duration=600', '-f', 'null', '-'];
  const signal = new AbortController().signal;
  const run = runFfmpeg({ binary: ffmpeg, args, signal, stallSeconds: 1 });
  await expect(run).rejects.toThrow('made no progress for 1 seconds');
});
