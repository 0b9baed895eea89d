/**
 * The words for what a video, a channel and a chat can be. Free of dependencies, so that the page
 * may import them too.
 */

export const visibilities = ['public', 'unlisted', 'private'] as const;
export type Visibility = (typeof visibilities)[number];

export const videoStatuses = [
  'uploading',
  'queued',
  'processing',
  'ready',
  'failed',
  'deleting',
] as const;
export type VideoStatus = (typeof videoStatuses)[number];

/** After these nothing more happens to a video by itself: its stream of events ends. */
export const lastStatuses: readonly VideoStatus[] = ['ready', 'failed', 'deleting'];

/** What a video's server-sent events are called. */
export const statusEventName = 'status';

/** What an encode is doing: waiting for a slot, or one of MediaConvert's own phases. */
export const videoPhases = ['waiting', 'probing', 'transcoding', 'uploading'] as const;
export type VideoPhase = (typeof videoPhases)[number];

export const channelStates = ['live', 'offline'] as const;

export const chatRoles = ['viewer', 'moderator', 'owner'] as const;
export type ChatRole = (typeof chatRoles)[number];
