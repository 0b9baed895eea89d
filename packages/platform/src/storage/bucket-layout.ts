/**
 * Where everything is in the buckets, and under which path the edge serves it. Keys, the
 * permissions on them, event rules, edge behaviours and the cookies' paths all come from here.
 *
 * Keys are built from ids that the catalog made, never from what a person typed. With `anyId` in
 * place of an id, the same functions make patterns for IAM and CloudFront.
 */

/** Matches any characters in the patterns of IAM and CloudFront. */
export const anyId = '*';

/** Everything in the source bucket. */
export const uploadsPrefix = 'u/';

/** Everything in the media bucket that requires signed cookies. */
const videosPrefix = 'v/';

/** Everything in the media bucket that anybody who knows its address may see. */
export const postersPrefix = 'p/';

/** Everything in the recordings bucket, as IVS writes it (IVS User Guide, "Auto-Record to Amazon S3"). */
export const recordingsPrefix = 'ivs/v1/';

/** Path of the site under which the edge serves the media bucket. */
export const mediaRoot = '/media';

/** The path the browser asks the edge for. */
export function mediaPath(key: string): string {
  return `${mediaRoot}/${key}`;
}

/** The uploaded file, in the source bucket. */
export function sourceKey(ownerId: string, videoId: string): string {
  return `${uploadsPrefix}${ownerId}/${videoId}/source`;
}

/** An owner, a video's ULID. */
const sourceKeyPattern = new RegExp(`^${sourceKey('([^/]+)', '([0-9A-HJKMNP-TV-Z]{26})')}$`);

/** The owner and video a source key belongs to; undefined for a key that is not one. */
export function parseSourceKey(key: string): { ownerId: string; videoId: string } | undefined {
  const match = sourceKeyPattern.exec(key);
  return match?.[1] && match[2] ? { ownerId: match[1], videoId: match[2] } : undefined;
}

/** Everything protected of a video, in the media bucket: ends in a slash. */
export function mediaPrefix(videoId: string): string {
  return `${videosPrefix}${videoId}/`;
}

/** Playlists and segments of a video: ends in a slash. */
export function hlsPrefix(videoId: string): string {
  return `${mediaPrefix(videoId)}hls/`;
}

/** The multivariant playlist. */
export function hlsKey(videoId: string): string {
  return `${hlsPrefix(videoId)}index.m3u8`;
}

/** The HLS group's destination for MediaConvert: directory and base name. */
export function hlsDestinationKey(videoId: string): string {
  return `${hlsPrefix(videoId)}index`;
}

/** Base name of the poster candidates that MediaConvert captures. */
export function posterCandidatesKey(videoId: string): string {
  return `${mediaPrefix(videoId)}poster/poster`;
}

/** Frames and index of a video's storyboard: ends in a slash. */
export function storyboardPrefix(videoId: string): string {
  return `${mediaPrefix(videoId)}storyboard/`;
}

/** Base name of the storyboard's frames. */
export function storyboardFramesKey(videoId: string): string {
  return `${storyboardPrefix(videoId)}frame`;
}

/** The storyboard's WebVTT index. */
export function storyboardKey(videoId: string): string {
  return `${storyboardPrefix(videoId)}storyboard.vtt`;
}

/** One caption track. `language` is a checked BCP 47 tag. */
export function captionKey(videoId: string, language: string): string {
  return `${mediaPrefix(videoId)}captions/${language}.vtt`;
}
