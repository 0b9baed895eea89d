import { z } from 'zod';

/** Object in the bucket that records which files no page needs any more, and since when. */
export const supersededKey = 'superseded.json';

/** When the last page that needed a file was replaced, in RFC 3339, by the file's key. */
export type Superseded = Readonly<Record<string, string>>;

/**
 * Days for which the files of earlier pages are kept: visitors who have such a page open load its
 * other files later.
 */
const keptDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

const schema = z.record(z.string(), z.iso.datetime());

/** Parses what a release recorded. Anything unreadable counts as empty: files then stay longer. */
export function parseSuperseded(text: string | undefined): Superseded {
  try {
    return schema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

/**
 * Decides which files of earlier pages to keep and which are no longer needed.
 *
 * @param before - what the last release recorded
 * @param keys - files in the bucket that the current page does not need
 */
export function supersede(
  before: Superseded,
  keys: readonly string[],
  now: Date,
): { readonly kept: Superseded; readonly expired: readonly string[] } {
  const kept: Record<string, string> = {};
  const expired: string[] = [];
  for (const key of [...keys].sort()) {
    const since = before[key] ?? now.toISOString();
    if (now.getTime() - Date.parse(since) > keptDays * dayMs) expired.push(key);
    else kept[key] = since;
  }
  return { kept, expired };
}
