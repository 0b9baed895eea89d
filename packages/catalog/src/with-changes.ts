/**
 * A record with some of its fields changed.
 *
 * @param changes - `undefined` leaves a field as it is
 */
export function withChanges<T extends object>(
  record: T,
  changes: { readonly [Field in keyof T]?: T[Field] | undefined },
): T {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...record, ...Object.fromEntries(given) };
}
