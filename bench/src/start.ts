import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import type { Figure } from './figure.ts';
import { type ProcessFacts, processTree } from './processes.ts';
import { startProgram } from './program.ts';
import { median, spread } from './statistics.ts';

const readyLine = /^Tidecast is ready at (http:\S+)$/;
/** The first start also builds the page and encodes the demo video. */
const firstStartLimitMs = 300_000;
const startLimitMs = 60_000;
const laterStarts = 3;
/** How long a started platform is left alone before its memory is read. */
const settleMs = 5_000;
const megabyte = 1_000_000;

/** How long `npm start` takes once everything is there, and what the idle platform weighs. */
export async function benchStart(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidecast-bench-start-'));
  try {
    const first = await measureStart(dataDir, firstStartLimitMs);
    const later: StartMeasurement[] = [];
    for (let start = 0; start < laterStarts; start++) {
      later.push(await measureStart(dataDir, startLimitMs));
    }
    const seconds = later.map((measurement) => measurement.seconds);
    const rss = later.map(({ tree }) => sum(tree, 'rss') / megabyte);
    const pss = later.map(({ tree }) => sum(tree, 'pss') / megabyte);
    const sizes = later.at(-1)?.tree.map((process) => `${(process.rss / megabyte).toFixed(0)}`);
    return [
      { name: 'npm start, first', value: first.seconds, unit: 's', note: 'with the demo video' },
      {
        name: 'npm start, later',
        value: median(seconds),
        unit: 's',
        goal: { atMost: 6 },
        note: spread(seconds, 2),
      },
      { name: 'npm start, stop', value: median(later.map(({ stop }) => stop)), unit: 's' },
      {
        name: 'idle memory (RSS, summed)',
        value: median(rss),
        unit: 'MB',
        goal: { atMost: 600 },
        note: `${sizes?.length} processes: ${sizes?.join(' + ')}`,
      },
      { name: 'idle memory (PSS)', value: median(pss), unit: 'MB' },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface StartMeasurement {
  readonly seconds: number;
  readonly stop: number;
  /** The platform's processes; npm and its shell are not part of it. */
  readonly tree: readonly ProcessFacts[];
}

async function measureStart(dataDir: string, limitMs: number): Promise<StartMeasurement> {
  const startedAt = performance.now();
  const npm = startProgram('npm', ['start'], {
    cwd: repositoryRoot,
    env: { ...process.env, PORT: '0', AWS_PORT: '0', TIDECAST_DATA: dataDir },
  });
  try {
    const ready = await npm.line(readyLine, limitMs);
    await delay(settleMs);
    const tree = (await processTree(npm.pid)).filter(({ command }) => !isLauncher(command));
    const stoppedAt = performance.now();
    await npm.stop();
    return {
      seconds: (ready.at - startedAt) / 1000,
      stop: (performance.now() - stoppedAt) / 1000,
      tree,
    };
  } finally {
    await npm.stop();
  }
}

function isLauncher(command: string): boolean {
  return command.startsWith('npm ') || /^(\/bin\/)?sh -c /.test(command);
}

function sum(tree: readonly ProcessFacts[], field: 'rss' | 'pss'): number {
  return tree.reduce((total, process) => total + process[field], 0);
}
