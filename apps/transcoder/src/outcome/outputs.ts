import type { StoryboardTiming } from '@tidecast/media/storyboard';

/** A poster that was made and has not been given to the video yet. */
export interface Poster {
  readonly key: string;
  /** Deletes the other candidates, once the video has this poster. */
  keep(): Promise<void>;
  /** Deletes this poster: the video got another event's. */
  discard(): Promise<void>;
}

/** The outputs of jobs in the media bucket, and the files made from them. */
export interface Outputs {
  /** The text of an object; undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Makes a poster of the best captured picture; undefined when there is none. */
  makePoster(videoId: string): Promise<Poster | undefined>;
  /** Writes the storyboard's index and returns its key; undefined when no frame was captured. */
  writeStoryboard(videoId: string, timing: StoryboardTiming): Promise<string | undefined>;
  /** Deletes everything of a video that viewers get. */
  remove(videoId: string): Promise<void>;
}
