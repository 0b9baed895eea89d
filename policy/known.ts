/** Stands for a value that is not known yet, because the update creates what it is read from. */
export const pending: unique symbol = Symbol('known after the update');

/** The texts with which Pulumi marks such values (its runtime/rpc.ts; @pulumi/policy, proxy.ts). */
const marks: ReadonlySet<string> = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

export type Properties = Readonly<Record<string, unknown>>;

/**
 * Properties as plain JSON, in which unknown values are {@link pending}.
 *
 * During a preview, CrossGuard throws when such a value is read, and then drops the whole rule for
 * the resource, or for the whole stack. So rules read settled copies: they judge what is known, and
 * the rest is judged in the update, before its resource is created.
 */
export function settle(properties: object): Properties {
  return Object.fromEntries(
    Object.keys(properties).map((key) => [key, settled(() => Reflect.get(properties, key))]),
  );
}

function settled(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch {
    return pending;
  }
  if (typeof value === 'string') return marks.has(value) ? pending : value;
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return settle(value);
  const items: readonly unknown[] = value;
  return Array.from(items.keys(), (index) => settled(() => items[index]));
}

/** The value under a path of keys; {@link pending} if any step of it is, undefined if it is absent. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || value === pending) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at(Reflect.get(value, key), ...rest);
}

/** Makes a list of what may be written as one or as many; empty when absent. */
export function many(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The known texts in a list of one or many. */
export function texts(value: unknown): readonly string[] {
  return many(value).filter((item) => typeof item === 'string');
}

/**
 * Whether a value is known to be none of the allowed ones: pending values get the benefit of the
 * doubt.
 */
export function isNot(value: unknown, ...allowed: readonly unknown[]): boolean {
  return value !== pending && !allowed.includes(value);
}

/** Whether anything within is {@link pending}. */
export function isPartlyPending(value: unknown): boolean {
  if (value === pending) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isPartlyPending);
}

/** Every text within a value, with the path to it. */
export function* textsWithin(value: unknown, path = ''): Generator<{ path: string; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* textsWithin(item, path ? `${path}.${key}` : key);
  }
}
