/** What a figure should be, by the service's own goals; absent for what is printed to be known. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `ms`, `s`, `MB`, `KB`, `req/s`, `%`, `x` (a ratio), nothing for a count. */
  readonly unit: string;
  readonly goal?: Goal;
  /** How it came about, where that needs saying. */
  readonly note?: string;
}

/** Whether the goal is met; undefined where there is none. */
export function meetsGoal({ value, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** The figures as a Markdown table, aligned so that it reads well in a terminal too. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${rounded(figure.value)} ${figure.unit}`,
    goalText(figure),
    verdict(meetsGoal(figure)),
    figure.note ?? '',
  ]);
  const header = ['figure', 'measured', 'goal', 'met', 'note'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], filler = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(' | ')} |`;
  return [
    line(header),
    line(
      header.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}

function goalText({ goal, unit }: Figure): string {
  if (!goal) return '';
  return 'atMost' in goal ? `≤ ${goal.atMost} ${unit}` : `≥ ${goal.atLeast} ${unit}`;
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'yes' : 'NO';
}

/** Three significant digits: measurements are no better than that. */
function rounded(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
