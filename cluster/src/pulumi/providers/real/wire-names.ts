import { isProperties } from '../../values.ts';

/** A value with its keys as AWS's APIs write them: `maxAgeSeconds` as `MaxAgeSeconds`. */
export function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized);
  if (!isProperties(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
      capitalized(item),
    ]),
  );
}
