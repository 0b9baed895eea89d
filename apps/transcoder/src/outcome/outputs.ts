import type { StoryboardTiming } from '@tidecast/media/storyboard';

/** A poster that was made and is not the video's yet. */
export interface Poster {
  readonly key: string;
  /** Takes the pictures that were not chosen away, once the video bears this one. */
  keep(): Promise<void>;
  /** Takes the poster itself away: another event's poster is the video's. */
  discard(): Promise<void>;
}

/** What jobs leave in the media bucket, and what is made of it there. */
export interface Outputs {
  /** The text of an object; undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Makes the best picture that was captured a poster; undefined when none was. */
  makePoster(videoId: string): Promise<Poster | undefined>;
  /** Writes the index of the storyboard and gives its key; undefined when no frame was captured. */
  writeStoryboard(videoId: string, timing: StoryboardTiming): Promise<string | undefined>;
  /** Deletes all that is delivered of a video. */
  remove(videoId: string): Promise<void>;
}
