/** What the API says of live channels, by the names that the page has for it. Types alone. */
export type {
  ChannelView as Channel,
  // The same: `health`, `moderators` and `bans` are there for its owner alone.
  ChannelView as OwnChannel,
  StreamKey,
} from '@tidecast/contract/channels';
export type {
  ChatMessage,
  ChatReplay as ReplayPage,
  ChatToken as ChatGrant,
  ReplayedMessage as ReplayMessage,
} from '@tidecast/contract/chat';
export type { ChatRole } from '@tidecast/contract/vocabulary';
