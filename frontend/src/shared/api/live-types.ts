import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

/** What the live API says, by the names of its own document where the page has no better one. */
export type Channel = Schemas['Channel'];
/** The same: `health`, `moderators` and `bans` are there for its owner alone. */
export type OwnChannel = Schemas['Channel'];
export type ChannelPage = Schemas['ChannelPage'];
export type StreamKey = Schemas['StreamKey'];
export type ChatRole = Schemas['ChatRole'];
export type ChatGrant = Schemas['ChatToken'];
export type ChatMessage = Schemas['ChatMessage'];
export type ChatHistory = Schemas['ChatHistory'];
export type ReplayMessage = Schemas['ReplayedMessage'];
export type ReplayPage = Schemas['ChatReplay'];
