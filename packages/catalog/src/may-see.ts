import type { Video } from './video.ts';

/**
 * Whether somebody may see and watch a video: its owner always, others once it is public or
 * unlisted and there is something to watch. Moderators have no special rights here: they may take
 * down a video without being able to see it.
 *
 * @param viewer - undefined for somebody who is not signed in
 */
export function maySee(
  video: Pick<Video, 'ownerId' | 'status' | 'visibility' | 'playable'>,
  viewer: { readonly userId: string } | undefined,
): boolean {
  if (video.status === 'deleting') return false;
  if (viewer?.userId === video.ownerId) return true;
  if (video.visibility === 'private') return false;
  return video.status === 'ready' || (video.status === 'processing' && video.playable);
}
