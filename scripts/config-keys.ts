import { z } from 'zod';
import { configSchema } from '../infra/config-schema.ts';

/** A Markdown table of every key of the stack's configuration, with its default and description. */
export function configKeysTable(): string {
  const rows = Object.entries(configSchema.shape).map(([key, schema]) => {
    const name = key === 'region' ? 'aws:region' : `tidecast:${key}`;
    return `| \`${name}\` | ${defaultOf(schema)} | ${schema.description ?? ''} |`;
  });
  return ['| key | default | what |', '|---|---|---|', ...rows].join('\n');
}

function defaultOf(schema: z.ZodType): string {
  const { default: value } = z.toJSONSchema(schema, { io: 'input' });
  if (value === undefined) return schema.safeParse(undefined).success ? 'none' : 'required';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
