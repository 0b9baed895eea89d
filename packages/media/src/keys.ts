/**
 * Where everything of a video lies in the buckets. Keys are built from ids that the catalog made,
 * never from what a person typed.
 */
import { createHash, randomBytes } from 'node:crypto';

/** The uploaded file, in the source bucket. */
export function sourceKey(ownerId: string, videoId: string): string {
  return `u/${ownerId}/${videoId}/source`;
}

/** The owner and video a source key belongs to; undefined for a key that is not one. */
export function parseSourceKey(key: string): { ownerId: string; videoId: string } | undefined {
  const match = /^u\/([^/]+)\/([0-9A-HJKMNP-TV-Z]{26})\/source$/.exec(key);
  return match?.[1] && match[2] ? { ownerId: match[1], videoId: match[2] } : undefined;
}

/** Everything protected of a video, in the media bucket: ends in a slash. */
export function mediaPrefix(videoId: string): string {
  return `v/${videoId}/`;
}

/** The multivariant playlist. */
export function hlsKey(videoId: string): string {
  return `${mediaPrefix(videoId)}hls/index.m3u8`;
}

/** What MediaConvert is told as the HLS group's destination: directory and base name. */
export function hlsDestinationKey(videoId: string): string {
  return `${mediaPrefix(videoId)}hls/index`;
}

/** Base name of the poster candidates that MediaConvert captures. */
export function posterCandidatesKey(videoId: string): string {
  return `${mediaPrefix(videoId)}poster/poster`;
}

/** Base name of the storyboard's frames. */
export function storyboardFramesKey(videoId: string): string {
  return `${mediaPrefix(videoId)}storyboard/frame`;
}

/** The storyboard's WebVTT index. */
export function storyboardKey(videoId: string): string {
  return `${mediaPrefix(videoId)}storyboard/storyboard.vtt`;
}

/** One caption track. `language` is a checked BCP 47 tag. */
export function captionKey(videoId: string, language: string): string {
  return `${mediaPrefix(videoId)}captions/${language}.vtt`;
}

/**
 * Every poster that was ever made for a video, in the media bucket: ends in a slash. Whoever has the
 * id can find them all, written down or not; whoever sees a poster's address learns no id (128 bits
 * of SHA-256).
 */
export function posterPrefix(videoId: string): string {
  return `p/${createHash('sha256').update(videoId).digest('hex').slice(0, 32)}/`;
}

/** A new poster key: 128 random bits, so that knowing a video's id does not find its poster. */
export function newPosterKey(videoId: string): string {
  return `${posterPrefix(videoId)}${randomBytes(16).toString('hex')}.jpg`;
}

/** The path the browser asks the edge for. */
export function mediaPath(key: string): string {
  return `/media/${key}`;
}
