/** What a suite has measured, as a table for people. */
export interface Figures {
  add(what: string, measured: string): void;
  /** Runs something, and notes how long it took. */
  time<T>(what: string, run: () => Promise<T>): Promise<T>;
  print(): void;
}

export function figures(title: string): Figures {
  const rows: (readonly [what: string, measured: string])[] = [];
  const add = (what: string, measured: string) => {
    rows.push([what, measured]);
  };
  return {
    add,
    async time(what, run) {
      const begun = performance.now();
      const result = await run();
      add(what, seconds(performance.now() - begun));
      return result;
    },
    print() {
      const width = Math.max(...rows.map(([what]) => what.length));
      const lines = rows.map(([what, measured]) => `  ${what.padEnd(width)}  ${measured}`);
      process.stdout.write(`\n${title}\n${lines.join('\n')}\n\n`);
    },
  };
}

/** @param ms - milliseconds */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
