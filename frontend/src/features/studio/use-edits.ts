import { useState } from 'react';

/**
 * What somebody has changed of a record and not saved yet. Only what was touched is kept: the rest
 * follows the record, which may change elsewhere.
 */
export function useEdits<T extends object>(record: T) {
  const [edits, setEdits] = useState<Partial<T>>({});
  return {
    edits,
    /** The record as it would be saved. */
    values: { ...record, ...edits },
    dirty: Object.entries(edits).some(([name, value]) => value !== Reflect.get(record, name)),
    edit: (changes: Partial<T>) => setEdits((before) => ({ ...before, ...changes })),
    forget: () => setEdits({}),
  };
}
