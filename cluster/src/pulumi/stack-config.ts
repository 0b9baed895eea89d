import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What stands in for the placeholders that the committed stack files refuse to start with. */
const rehearsed: Readonly<Record<string, unknown>> = {
  'tidecast:domain': 'rehearsal.tidecast.app',
  'tidecast:gitRepo': 'https://github.com/tidecast/rehearsal',
  'tidecast:adminEmails': ['ops@rehearsal.tidecast.app'],
};

/**
 * The configuration of a committed stack file, its placeholders filled in.
 *
 * @param overrides - by full key, such as `tidecast:domain`
 * @returns values as the command line takes them: what is no text as JSON
 */
export async function stackConfig(
  stack: 'dev' | 'prod',
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, string>> {
  const file = new URL(`../../../Pulumi.${stack}.yaml`, import.meta.url);
  const { config } = parse(await readFile(file, 'utf8')) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries({ ...config, ...rehearsed, ...overrides }).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
