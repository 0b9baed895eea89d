import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { configSchema } from '../infra/config-schema.ts';

const guide = await readFile(new URL('../docs/deploy.md', import.meta.url), 'utf8');

/** Each key as the guide's table must name it, with its default. */
const keys = Object.entries(configSchema.shape).map(([key, schema]) => {
  const name = key === 'region' ? 'aws:region' : `tidecast:${key}`;
  const { default: value } = z.toJSONSchema(schema, { io: 'input' });
  if (value === undefined)
    return { name, cell: schema.safeParse(undefined).success ? 'none' : 'required' };
  return { name, cell: `\`${typeof value === 'string' ? value : JSON.stringify(value)}\`` };
});

test.each(keys)('docs/deploy.md tells of $name, whose default is $cell', ({ name, cell }) => {
  expect(guide).toContain(`\n| \`${name}\` | ${cell} | `);
});

test('docs/deploy.md tells of no key that there is not', () => {
  const told = [...guide.matchAll(/^\| `((?:aws|tidecast):\w+)` \|/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual(keys.map(({ name }) => name).sort());
});
