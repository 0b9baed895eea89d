import type { EditChannel } from '@tidecast/contract/channels';
import type {
  Channel,
  ChannelHealth,
  ChatMessage,
  IvsChannel,
  Moderator,
  RecordedChannel,
} from './channel.ts';
import type { Page, PageRequest } from './video-catalog.ts';

/** Like a video's {@link Outcome}: never an error when a step does not fit. */
export type ChannelOutcome =
  | { readonly applied: true; readonly channel: Channel }
  | { readonly applied: false; readonly channel?: Channel };

/** The only door to the channels table. Every step is one conditional write. */
export interface ChannelCatalog {
  /**
   * The owner's channel: the existing one, or a new one in `opening`. However often it is called,
   * there is one.
   */
  claim(owner: {
    readonly ownerId: string;
    readonly ownerName: string;
    readonly title: string;
  }): Promise<{ readonly channel: Channel; readonly created: boolean }>;
  get(id: string): Promise<Channel | undefined>;
  /** Open channels that are live, newest stream first. */
  listLive(page: PageRequest): Promise<Page<Channel>>;
  listByOwner(ownerId: string, page: PageRequest): Promise<Page<Channel>>;
  /** Every channel, closing ones too, in no order: for the reconciler. */
  all(): AsyncGenerator<Channel>;

  leaseOpening(id: string, seconds: number): Promise<ChannelOutcome>;
  releaseOpening(id: string, leaseUntil: string): Promise<ChannelOutcome>;
  markOpen(id: string, ivs: IvsChannel, chatRoomArn: string): Promise<ChannelOutcome>;
  markClosing(id: string): Promise<ChannelOutcome>;
  /** Removes the rows of a channel in `closing`; ignored otherwise. */
  remove(id: string): Promise<void>;
  edit(id: string, changes: EditChannel): Promise<ChannelOutcome>;

  /** Times in Unix milliseconds, here and below. */
  markLive(id: string, streamId: string, startedAt: number): Promise<ChannelOutcome>;
  markOffline(id: string, streamId: string, at: number): Promise<ChannelOutcome>;
  tellHealth(
    id: string,
    health: { readonly streamId: string; readonly state: ChannelHealth; readonly at: number },
  ): Promise<ChannelOutcome>;
  /** Applies what IVS says is on the air now. */
  settle(
    id: string,
    truth: { readonly streamId: string; readonly startedAt: number } | undefined,
    asked: number,
  ): Promise<ChannelOutcome>;

  addModerator(id: string, moderator: Moderator): Promise<ChannelOutcome>;
  removeModerator(id: string, userId: string): Promise<ChannelOutcome>;
  /** @param displayName - lets the owner recognise the person they banned */
  ban(
    id: string,
    userId: string,
    reason: string,
    by: string,
    displayName?: string,
  ): Promise<ChannelOutcome>;
  unban(id: string, userId: string): Promise<ChannelOutcome>;

  /**
   * The channel that an IVS channel belongs to, or belonged to until some days ago. @param ivsId -
   * last part of its ARN
   */
  findRecorded(ivsId: string): Promise<RecordedChannel | undefined>;
}

/** The messages of chats, in the same table. */
export interface ChatHistory {
  /** Keeps a message for a year. */
  add(channelId: string, message: ChatMessage): Promise<void>;
  /** Newest first. @param before - only older ones; a cursor of an earlier page */
  latest(
    channelId: string,
    page: { readonly limit: number; readonly before?: string },
  ): Promise<Page<ChatMessage>>;
  /** Oldest first, from and until (not including) these times. */
  between(
    channelId: string,
    range: {
      readonly from: Date;
      readonly to: Date;
      readonly limit: number;
      readonly cursor?: string;
    },
  ): Promise<Page<ChatMessage>>;
  /** Removes a message. False when there is none. */
  remove(channelId: string, messageId: string): Promise<boolean>;
}
