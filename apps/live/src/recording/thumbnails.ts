import { captureName } from '@tidecast/encoding/captures';
import { storyboardFramesKey } from '@tidecast/platform/storage/bucket-layout';
import type { Copy } from './media-files.ts';

/** IVS counts thumbnails from 0 (IVS User Guide, "Auto-Record to Amazon S3"). */
const thumbnailName = /\/thumb(\d+)\.jpg$/;

/**
 * Where a recording's thumbnails go: they are the frames of its video's storyboard.
 *
 * @param keys - of what lies beside the thumbnails
 */
export function frameCopies(videoId: string, keys: readonly string[]): Copy[] {
  const base = storyboardFramesKey(videoId);
  return keys.flatMap((from) => {
    const [, digits] = thumbnailName.exec(from) ?? [];
    return digits === undefined ? [] : [{ from, to: captureName(base, Number(digits)) }];
  });
}
