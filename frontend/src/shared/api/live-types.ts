/** What the API says of live channels, by the names that the page has for it. Types alone. */
/** The same: `health`, `moderators` and `bans` are there for its owner alone. */
export type {
  ChannelPage,
  ChannelView as Channel,
  ChannelView as OwnChannel,
  StreamKey,
} from '@tidecast/contract/channels';
export type {
  ChatHistoryPage as ChatHistory,
  ChatMessage,
  ChatReplay as ReplayPage,
  ChatToken as ChatGrant,
  ReplayedMessage as ReplayMessage,
} from '@tidecast/contract/chat';
export type { ChatRole } from '@tidecast/contract/vocabulary';
