import { rowLeftOut } from '@tidecast/platform/telemetry/metrics';
import type { Telemetry } from './lambda-telemetry.ts';

/** As packages/catalog tells of it. */
interface UnreadableRow extends Error {
  readonly kind: string;
  readonly key: string;
}

/** Counts rows that lists leave out, and says which. */
export function tellUnreadable(
  telemetry: Pick<Telemetry<'RowUnreadable'>, 'count' | 'error'>,
): (row: UnreadableRow) => void {
  return (row) => {
    telemetry.count('RowUnreadable', row.kind);
    telemetry.error(rowLeftOut, row, { row: row.key });
  };
}
