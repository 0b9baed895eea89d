/**
 * What the API says of live channels, by the names that the page has for it. Types alone. An
 * `OwnChannel` is one with `health`, `moderators` and `bans`, which are there for its owner alone.
 */
export type {
  ChannelView as Channel,
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
