import type { ListedObject } from '@tidecast/media/list-objects';
import type { StoryboardTiming } from '@tidecast/media/storyboard';

/** From a key of the recordings bucket to one of the media bucket. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/** What is delivered of videos, by keys of the media bucket. */
export interface MediaFiles {
  /** Every object whose key begins with the prefix. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /**
   * Copies objects of a recording.
   *
   * @param hasTime - asked before each; false ends it early
   * @returns whether all are copied
   */
  copy(copies: readonly Copy[], hasTime: () => boolean): Promise<boolean>;
  /** Makes the best of a recording's pictures a poster; undefined where there is no picture. */
  makePoster(videoId: string, pictures: readonly ListedObject[]): Promise<string | undefined>;
  /** Writes the index of the storyboard and gives its key; undefined where there is no frame. */
  writeStoryboard(videoId: string, timing: StoryboardTiming): Promise<string | undefined>;
  /** Deletes everything under a prefix. */
  remove(prefix: string): Promise<void>;
}
