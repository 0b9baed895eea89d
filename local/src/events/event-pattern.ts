/** A test of one value in an EventBridge pattern. */
type ValueMatcher =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly exists: boolean }
  | { readonly 'anything-but': string | number | readonly (string | number)[] | Prefix };

type Prefix = { readonly prefix: string };

/**
 * An EventBridge event pattern: every field named must match, by any one of its list. The matchers
 * are those the product's rules use; others are refused by {@link checkPattern}.
 */
export type EventPattern = {
  readonly [field: string]: EventPattern | readonly ValueMatcher[];
};

type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the event is one the pattern asks for. Arrays in the event match by any element. */
export function matchesPattern(pattern: EventPattern, event: JsonObject): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field];
    if (isList(wanted)) return wanted.some((matcher) => matchesField(matcher, value));
    // A field under a missing object is missing too: `exists: false` below it must see that.
    return matchesPattern(wanted, isObject(value) ? value : {});
  });
}

/**
 * @throws TypeError naming the first part that is no pattern or no matcher known here
 */
export function checkPattern(pattern: EventPattern, path = ''): void {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new TypeError(`the event pattern at "${path}" must be an object with fields`);
  for (const [field, wanted] of Object.entries(pattern)) {
    const here = path === '' ? field : `${path}.${field}`;
    if (!isList(wanted)) checkPattern(wanted, here);
    else if (wanted.length === 0) throw new TypeError(`the list at "${here}" is empty`);
    else for (const matcher of wanted) checkMatcher(matcher, here);
  }
}

function checkMatcher(matcher: ValueMatcher, path: string): void {
  if (!isObject(matcher)) return;
  const [name, ...others] = Object.keys(matcher);
  const operand = name === undefined ? undefined : (matcher as JsonObject)[name];
  const known =
    others.length === 0 &&
    ((name === 'exists' && typeof operand === 'boolean') ||
      ((name === 'prefix' || name === 'suffix') && typeof operand === 'string') ||
      (name === 'anything-but' && operand !== undefined));
  if (!known)
    throw new TypeError(
      `the matcher ${JSON.stringify(matcher)} at "${path}" is not known: ` +
        'there are exact values, prefix, suffix, exists and anything-but',
    );
}

function matchesField(matcher: ValueMatcher, value: unknown): boolean {
  if (isRecord(matcher) && 'exists' in matcher) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  return Array.isArray(value)
    ? value.some((element) => matchesValue(matcher, element))
    : matchesValue(matcher, value);
}

function matchesValue(matcher: ValueMatcher, value: unknown): boolean {
  if (!isRecord(matcher)) return matcher === value;
  if ('prefix' in matcher) return startsWith(value, matcher.prefix);
  if ('suffix' in matcher) return typeof value === 'string' && value.endsWith(matcher.suffix);
  if ('anything-but' in matcher) {
    const unwanted = matcher['anything-but'];
    if (isRecord(unwanted)) return !startsWith(value, unwanted.prefix);
    return ![unwanted].flat().includes(value as string | number);
  }
  return false;
}

function startsWith(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

function isList(value: EventPattern | readonly ValueMatcher[]): value is readonly ValueMatcher[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecord<T>(value: T): value is Exclude<Extract<T, object>, readonly unknown[]> {
  return isObject(value);
}
