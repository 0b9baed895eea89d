import type { ObjectHead } from '@tidecast/media/head-object';

/** The uploaded files, by their keys in the source bucket. */
export interface Uploads {
  /** Undefined when there is no such file. */
  find(key: string): Promise<ObjectHead | undefined>;
  /** Deletes a file; one that is not there counts as deleted. */
  remove(key: string): Promise<void>;
}
