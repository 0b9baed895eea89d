import { expect, test } from '@jest/globals';
import { findBinaries } from './binaries.ts';

test('names the variable that points at something else', async () => {
  await expect(findBinaries({ FFMPEG_PATH: '/nowhere/ffmpeg' })).rejects.toThrow(
    'FFMPEG_PATH is /nowhere/ffmpeg, which does not run as ffmpeg',
  );
});

test('takes what the environment chooses', async () => {
  const { ffmpeg } = await findBinaries({});
  const { ffmpeg: chosen } = await findBinaries({ FFMPEG_PATH: ffmpeg.path });
  expect(chosen).toEqual(ffmpeg);
});
