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
/** What IVS has of a channel. The stream key is stored only at IVS. */
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
  /** User id of the person who banned. */
  by: z.string(),
  /** The banned person's name at the time; absent if it was not given. */
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
  /** Until when one request alone may create what the channel needs on IVS. */
  leaseUntil: z.string().exactOptional(),
  /** Set once both are made. */
  ivs: ivsChannelSchema.exactOptional(),
  chatRoomArn: z.string().exactOptional(),
  /** What is on the air; only while the state is live. */
  stream: streamSchema.exactOptional(),
  /** As in `stream`: the sort key of live channels. */
  startedAt: z.string().exactOptional(),
  /**
   * Streams known to have ended, newest last, so that a start that arrives after its end changes
   * nothing.
   */
  ended: z.array(nested({ streamId: z.string(), at: z.number() })),
  /** The last health report and its stream; `at` in Unix milliseconds. */
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
/** The owner of a recording, known for some days longer than its channel. */
export type RecordedChannel = Stored<typeof recordedChannelSchema>;

export const chatMessageSchema = nested({
  id: z.string(),
  content: z.string(),
  sender: nested({ userId: z.string(), name: z.string(), role: z.enum(chatRoles) }),
  sentAt: z.string(),
});
/** A chat message as it was sent. */
export type ChatMessage = Stored<typeof chatMessageSchema>;
