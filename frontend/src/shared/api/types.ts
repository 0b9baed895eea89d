/** What the API says, by the names that the page has for it. Types alone. */
export type { User } from '@tidecast/contract/auth';
export type { Estimate } from '@tidecast/contract/estimate';
export type { Playback } from '@tidecast/contract/playback';
export type { Problem } from '@tidecast/contract/problem-schema';
export type { StatusEvent } from '@tidecast/contract/status-events';
export type { UploadView as Upload } from '@tidecast/contract/uploads';
export type {
  VideoError,
  VideoPageView as VideoPage,
  VideoView as Video,
} from '@tidecast/contract/videos';
export type { VideoStatus, Visibility } from '@tidecast/contract/vocabulary';
