import { expect, test } from '@jest/globals';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { planLadder } from './ladder.ts';
import { LiveEncoder } from './live-encoder.ts';

const rungs = planLadder({ width: 320, height: 180 });

function encoder(ffmpegPath: string) {
  const failed = Promise.withResolvers<string>();
  const options = { ffmpegPath, rungs, hasAudio: false, onPart: () => {} };
  return { encoder: new LiveEncoder({ ...options, onFailed: failed.resolve }), failed };
}

test('tells what an encoder said that ends by itself', async () => {
  // Any program that does not know the arguments will do.
  const broken = encoder(process.execPath);
  expect(await broken.failed.promise).toContain('bad option');
  // Whatever still comes is of no use, and does no harm.
  broken.encoder.write(Buffer.alloc(100_000));
  await broken.encoder.end();
});

test('tells of an ffmpeg that cannot be started', async () => {
  const absent = encoder('/no/such/ffmpeg');
  absent.encoder.write(Buffer.alloc(100_000));
  expect(await absent.failed.promise).toContain('ENOENT');
  await absent.encoder.end();
});

test('ends without a word when it is asked to', async () => {
  const { ffmpeg } = await findBinaries();
  const asked = encoder(ffmpeg.path);
  await asked.encoder.kill();
  asked.failed.resolve('nothing');
  expect(await asked.failed.promise).toBe('nothing');
});
