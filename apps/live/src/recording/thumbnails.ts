import { captureName } from '@tidecast/encoding/captures';
import { storyboardFramesKey } from '@tidecast/platform/storage/bucket-layout';
import type { Copy } from './media-files.ts';

/** IVS counts thumbnails from 0 (IVS User Guide, "Auto-Record to Amazon S3"). */
const thumbnailName = /\/thumb(\d+)\.jpg$/;

/**
 * Where to copy a recording's thumbnails, which become the frames of its video's storyboard.
 *
 * @param keys - of the thumbnails and any other objects beside them
 */
export function frameCopies(videoId: string, keys: readonly string[]): Copy[] {
  const base = storyboardFramesKey(videoId);
  return keys.flatMap((from) => {
    const [, digits] = thumbnailName.exec(from) ?? [];
    return digits === undefined ? [] : [{ from, to: captureName(base, Number(digits)) }];
  });
}
