/** What the live API says. It stands beside the OpenAPI document, so these are kept by hand. */

export type ChannelState = 'live' | 'offline';

export interface Channel {
  id: string;
  ownerId: string;
  ownerName: string;
  title: string;
  state: ChannelState;
  /** Absolute URL of the multivariant playlist, which answers while the channel is live. */
  playbackUrl: string | null;
  viewers: number;
  /** When the stream began, RFC 3339; null while offline. */
  startedAt: string | null;
  /** Seconds between two messages of one person; 0 for none. */
  slowModeSeconds: number;
}

/** How the encoder's signal arrives. */
export type StreamHealth = 'healthy' | 'starving' | 'unknown';

export interface Moderator {
  userId: string;
  displayName?: string;
}

export interface Ban {
  userId: string;
  displayName?: string;
  reason?: string;
}

/** What a channel's owner sees of it besides; others get none of these fields. */
export interface OwnChannel extends Channel {
  health?: StreamHealth;
  moderators?: readonly Moderator[];
  bans?: readonly Ban[];
}

export interface ChannelPage {
  items: Channel[];
  nextCursor: string | null;
}

/** Publish to `ingestUrl` followed by `streamKey`. */
export interface StreamKey {
  ingestUrl: string;
  streamKey: string;
}

export type ChatRole = 'viewer' | 'moderator' | 'owner';

export interface ChatGrant {
  token: string;
  /** The websocket's address. */
  endpoint: string;
  sessionExpirationTime: string;
  role: ChatRole;
}

export interface ChatSender {
  userId: string;
  name: string;
  role: ChatRole;
}

export interface ChatMessage {
  id: string;
  content: string;
  sender: ChatSender;
  /** RFC 3339. */
  sentAt: string;
}

export interface ChatHistory {
  items: ChatMessage[];
  nextCursor: string | null;
}

/** A message of a recording, `at` seconds from its start. */
export interface ReplayMessage extends ChatMessage {
  at: number;
}

export interface ReplayPage {
  items: ReplayMessage[];
  nextCursor: string | null;
}
