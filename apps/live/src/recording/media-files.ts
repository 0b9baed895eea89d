import type { ListedObject } from '@tidecast/media/list-objects';
import type { StoryboardTiming } from '@tidecast/media/storyboard';

/** From a key of the recordings bucket to one of the media bucket. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/** The files of videos, by keys of the media bucket. */
export interface MediaFiles {
  /** Every object whose key begins with the prefix. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /**
   * Copies objects of a recording.
   *
   * @param hasTime - called before each copy; false ends the run early
   * @returns whether all are copied
   */
  copy(copies: readonly Copy[], hasTime: () => boolean): Promise<boolean>;
  /**
   * Makes a poster of the best of a recording's pictures and returns its key; undefined when there
   * are none.
   */
  makePoster(videoId: string, pictures: readonly ListedObject[]): Promise<string | undefined>;
  /** Writes the storyboard's index and returns its key; undefined when there are no frames. */
  writeStoryboard(videoId: string, timing: StoryboardTiming): Promise<string | undefined>;
  /** Deletes everything under a prefix. */
  remove(prefix: string): Promise<void>;
}
