import { rowLeftOut } from '@tidecast/platform/telemetry/metrics';
import type { Telemetry } from './lambda-telemetry.ts';

/** The error that packages/catalog reports. */
interface UnreadableRow extends Error {
  readonly kind: string;
  readonly key: string;
}

/** Counts and logs the rows that lists leave out. */
export function reportUnreadable(
  telemetry: Pick<Telemetry<'RowUnreadable'>, 'count' | 'error'>,
): (row: UnreadableRow) => void {
  return (row) => {
    telemetry.count('RowUnreadable', row.kind);
    telemetry.error(rowLeftOut, row, { row: row.key });
  };
}
