import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export interface Fixture {
  /** File name without its extension. */
  readonly name: string;
  readonly values: unknown;
  /** For an invalid one, what Helm must say: the text after `# expect: ` in its first line. */
  readonly expected: string;
}

/** The complete values in `fixtures/valid`. */
export function validFixtures(chart: URL): Promise<Fixture[]> {
  return readFixtures(new URL('fixtures/valid/', chart));
}

/**
 * The values of `fixtures/invalid`. Each file breaks one rule: it is merged into
 * `fixtures/valid/everything.yaml`, where a null removes a value.
 */
export async function invalidFixtures(chart: URL): Promise<Fixture[]> {
  const everything = (await validFixtures(chart)).find(({ name }) => name === 'everything');
  const changes = await readFixtures(new URL('fixtures/invalid/', chart));
  return changes.map((change) => ({ ...change, values: merge(everything?.values, change.values) }));
}

async function readFixtures(directory: URL): Promise<Fixture[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => {
      const content = await readFile(new URL(file, directory), 'utf8');
      const expected = /^# expect: (.+)/.exec(content)?.[1] ?? '';
      return { name: file.replace('.yaml', ''), values: parse(content), expected };
    }),
  );
}

/** A null that removes a default of the chart stays, because Helm itself handles it. */
function merge(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
