import type { Video } from '../../../shared/api/types.ts';

/**
 * Width by height of the stage: the video's own, between a phone held upright and the widest cinema.
 * The stylesheet limits the height.
 */
export function stageAspectRatio({ media }: Pick<Video, 'media'>): number {
  const { width = 16, height = 9 } = media ?? {};
  return Math.min(2.4, Math.max(9 / 16, width / height));
}
