import { expect, test } from '@jest/globals';
import type { Video } from '../../../shared/api/types.ts';
import { buildEarlyPage } from './early-page.ts';
import { stageAspectRatio } from './stage-aspect-ratio.ts';

const media = (width: number, height: number) => ({ media: { width, height } }) as Video;

test.each([
  [media(1920, 1080), 16 / 9],
  [media(1080, 1920), 9 / 16],
  [media(200, 2000), 9 / 16],
  [media(3000, 500), 2.4],
  [{ media: null } as Video, 16 / 9],
])('the stage of %j is %f wide', (video, ratio) => {
  expect(stageAspectRatio(video)).toBeCloseTo(ratio);
});

test('ahead of its page the stage stands in the same frame, of the same shape', () => {
  const { element, place } = buildEarlyPage(media(1440, 1080));
  expect(element.querySelector('.watch > .watch-stage > .player')).toBe(place);
  expect(Number.parseFloat(place.style.aspectRatio)).toBeCloseTo(4 / 3);
});
