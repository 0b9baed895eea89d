import type * as z from 'zod';

/** The variables that a program must be given, as strings; those with a default may be left out. */
export type Handed<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.input<Schema>]: Exclude<z.input<Schema>[Name], undefined>;
};

/**
 * Reads and checks a program's whole environment. An empty variable counts as unset, because a
 * template may leave it empty.
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
  throw new Error(`The environment is not valid:\n${lines.join('\n')}`);
}
