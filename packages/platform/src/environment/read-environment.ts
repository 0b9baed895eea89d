import type * as z from 'zod';

/** What a program must be handed, as strings; what has a default may be left out. */
export type Handed<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.input<Schema>]: Exclude<z.input<Schema>[Name], undefined>;
};

/**
 * What a program reads from its environment, checked whole. A variable that is empty is one that
 * nobody set: a template left it out.
 *
 * @throws Error with a line for every variable that is missing or wrong, and never its value
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const given = Object.keys(schema.shape)
    .map((name) => [name, environment[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const set = new Set(given.map(([name]) => name));
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${set.has(name) ? issue.message : 'is missing'}`;
  });
  throw new Error(`The environment is not usable:\n${lines.join('\n')}`);
}
