import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

/** What the API says, by the names of its own document. */
export type Video = Schemas['Video'];
export type VideoPage = Schemas['VideoPage'];
export type VideoStatus = Schemas['VideoStatus'];
export type VideoError = Schemas['VideoError'];
export type Visibility = Schemas['Visibility'];
export type User = Schemas['User'];
export type Playback = Schemas['Playback'];
export type StatusEvent = Schemas['StatusEvent'];
export type Estimate = Schemas['Estimate'];
export type Upload = Schemas['Upload'];
export type Problem = Schemas['Problem'];
