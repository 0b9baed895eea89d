/** A resource's inputs or outputs, as JSON. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * How Pulumi's engine writes a value that is not known before the update, by its kind: text, number,
 * boolean, list, asset, archive, object (pulumi sdk/go/common/resource/plugin/rpc.go).
 */
const unknowns: ReadonlySet<unknown> = new Set([
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

/** How an unknown text is written. */
export const unknownText = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export function isUnknown(value: unknown): boolean {
  return unknowns.has(value);
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether anything within is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}

/** A value as text that is the same for the same value, whatever the order of keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isProperties(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
