import { z } from 'zod';

/** Where the bucket itself remembers which of its files no page asks for any more, and since when. */
export const supersededKey = 'superseded.json';

/** When a page that asked for a file was last replaced, in RFC 3339, by the key of the file. */
export type Superseded = Readonly<Record<string, string>>;

/**
 * Days for which the files of earlier pages are kept: whoever has one of those open loads the rest of
 * it when they first need it.
 */
const keptDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

const schema = z.record(z.string(), z.iso.datetime());

/** Reads what a release noted. What cannot be read counts as nothing: files then stay longer. */
export function parseSuperseded(text: string | undefined): Superseded {
  try {
    return schema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

/**
 * Which files of earlier pages to keep, and which nobody can need any more.
 *
 * @param before - what the last release noted
 * @param keys - files that stand in the bucket and that today's page does not ask for
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
