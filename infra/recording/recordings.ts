import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readConfig } from '../config.ts';
import { createStack } from '../stack.ts';
import { type Recording, record } from './recorder.ts';

export type StackName = 'dev' | 'prod';

/**
 * Values for the placeholders with which the committed stack files refuse to start, and for the
 * webhook that people add, so that the program creates everything it can.
 */
const filledIn = {
  'tidecast:domain': 'video.acme.com',
  'tidecast:gitRepo': 'https://github.com/acme/tidecast',
  'tidecast:adminEmails': ['ops@acme.com', 'media@acme.com'],
  'tidecast:slackWebhookCiphertext': 'AQICAHhTaWxlbmNlIGlzIGdvbGRlbg==',
};

/** The configuration of a committed stack file, as Pulumi would pass it to the program. */
export async function committedConfig(stack: StackName): Promise<Record<string, string>> {
  const text = await readFile(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries({ ...config, ...filledIn }).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

const recordings = new Map<string, Promise<Recording>>();
let last: Promise<unknown> = Promise.resolve();

/** What the whole program registers for a committed stack file with its placeholders filled in. */
export function recordStack(
  stack: StackName,
  { preview }: { preview: boolean },
): Promise<Recording> {
  const key = `${stack} ${preview}`;
  const known = recordings.get(key);
  if (known) return known;
  const recording = last.then(async () => {
    const config = await committedConfig(stack);
    return record(() => createStack(readConfig()), { stack, preview, config });
  });
  last = recording.catch(() => undefined);
  recordings.set(key, recording);
  return recording;
}
