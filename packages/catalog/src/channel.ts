/**
 * A live channel as the catalog knows it and stores it. Times are RFC 3339 UTC unless they say
 * otherwise. How a field is added, renamed or back-filled: docs/adr/0008-stored-records.md.
 */
import { channelStates, chatRoles } from '@tidecast/contract/vocabulary';
import * as z from 'zod';
import { nested, type Stored } from './record.ts';

export type { ChatRole } from '@tidecast/contract/vocabulary';

/** `closing`: out of every list, and everything it made on IVS is being removed. */
const channelStatuses = ['opening', 'open', 'closing'] as const;
const channelHealths = ['healthy', 'starving'] as const;
export type ChannelHealth = (typeof channelHealths)[number];

const ivsChannelSchema = nested({
  channelArn: z.string(),
  ingestEndpoint: z.string(),
  playbackUrl: z.string(),
});
/** What IVS has of a channel. The stream key is not here, nor anywhere else but at IVS. */
export type IvsChannel = Stored<typeof ivsChannelSchema>;

const streamSchema = nested({
  /** IVS's id of one publication, from its start to its end. */
  streamId: z.string(),
  startedAt: z.string(),
});

const moderatorSchema = nested({
  userId: z.string(),
  displayName: z.string().exactOptional(),
});
export type Moderator = Stored<typeof moderatorSchema>;

const banSchema = nested({
  reason: z.string(),
  at: z.string(),
  /** User id of whoever banned. */
  by: z.string(),
  /** What the banned person was called then; absent where nobody said. */
  displayName: z.string().exactOptional(),
});

/** A channel, and how it is read from its row. */
export const channelSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  title: z.string(),
  status: z.enum(channelStatuses),
  state: z.enum(channelStates),
  /** Until when one opener alone may make the channel's things on IVS. */
  leaseUntil: z.string().exactOptional(),
  /** Set once both are made. */
  ivs: ivsChannelSchema.exactOptional(),
  chatRoomArn: z.string().exactOptional(),
  /** What is on the air; only while the state is live. */
  stream: streamSchema.exactOptional(),
  /** As in `stream`: what live channels are listed by. */
  startedAt: z.string().exactOptional(),
  /** Streams known to have ended, newest last: a start that comes after its end changes nothing. */
  ended: z.array(nested({ streamId: z.string(), at: z.number() })),
  /** Health as last told, and of which stream; `at` in Unix milliseconds. */
  health: nested({
    streamId: z.string(),
    state: z.enum(channelHealths),
    at: z.number(),
  }).exactOptional(),
  slowModeSeconds: z.number(),
  moderators: z.array(moderatorSchema),
  /** By user id. */
  bans: z.record(z.string(), banSchema),
  createdAt: z.string(),
  version: z.number(),
});
export type Channel = Stored<typeof channelSchema>;

export const recordedChannelSchema = nested({
  channelId: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  title: z.string(),
});
/** Whoever a recording belongs to, known for some days longer than its channel. */
export type RecordedChannel = Stored<typeof recordedChannelSchema>;

export const chatMessageSchema = nested({
  id: z.string(),
  content: z.string(),
  sender: nested({ userId: z.string(), name: z.string(), role: z.enum(chatRoles) }),
  sentAt: z.string(),
});
/** A chat message as it was sent. */
export type ChatMessage = Stored<typeof chatMessageSchema>;
