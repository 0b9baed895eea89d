import type { ListedObject } from '@tidecast/media/list-objects';

/** The recordings of IVS, by keys of the recordings bucket. */
export interface Recordings {
  /** Every object whose key begins with the prefix. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** The text of an object; undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Deletes everything under a prefix. */
  remove(prefix: string): Promise<void>;
}
