/** A live channel as the catalog knows it. Times are RFC 3339 UTC unless they say otherwise. */
import type { ChannelState, ChatRole } from '@tidecast/contract/vocabulary';

export type { ChannelState, ChatRole } from '@tidecast/contract/vocabulary';

/** `closing`: out of every list, and everything it made on IVS is being removed. */
export type ChannelStatus = 'opening' | 'open' | 'closing';
export type ChannelHealth = 'healthy' | 'starving';

/** What IVS has of a channel. The stream key is not here, nor anywhere else but at IVS. */
export interface IvsChannel {
  readonly channelArn: string;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
}

export interface ChannelStream {
  /** IVS's id of one publication, from its start to its end. */
  readonly streamId: string;
  readonly startedAt: string;
}

export interface Moderator {
  readonly userId: string;
  readonly displayName?: string;
}

export interface Ban {
  readonly reason: string;
  readonly at: string;
  /** User id of whoever banned. */
  readonly by: string;
  /** What the banned person was called then; absent where nobody said. */
  readonly displayName?: string;
}

export interface Channel {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly title: string;
  readonly status: ChannelStatus;
  readonly state: ChannelState;
  /** Until when one opener alone may make the channel's things on IVS. */
  readonly leaseUntil?: string;
  /** Set once both are made. */
  readonly ivs?: IvsChannel;
  readonly chatRoomArn?: string;
  /** What is on the air; only while the state is live. */
  readonly stream?: ChannelStream;
  /** As in `stream`: what live channels are listed by. */
  readonly startedAt?: string;
  /** Streams known to have ended, newest last: a start that comes after its end changes nothing. */
  readonly ended: readonly { readonly streamId: string; readonly at: number }[];
  /** Health as last told, and of which stream; `at` in Unix milliseconds. */
  readonly health?: {
    readonly streamId: string;
    readonly state: ChannelHealth;
    readonly at: number;
  };
  readonly slowModeSeconds: number;
  readonly moderators: readonly Moderator[];
  /** By user id. */
  readonly bans: Readonly<Record<string, Ban>>;
  readonly createdAt: string;
  readonly version: number;
}

/** Whoever a recording belongs to, known for some days longer than its channel. */
export interface RecordedChannel {
  readonly channelId: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly title: string;
}

/** A chat message as it was sent. */
export interface ChatMessage {
  readonly id: string;
  readonly content: string;
  readonly sender: { readonly userId: string; readonly name: string; readonly role: ChatRole };
  readonly sentAt: string;
}
