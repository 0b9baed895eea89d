import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { innerPaths } from '@tidecast/platform/delivery/api-paths';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import { freePort } from '../../local/src/start/ports.ts';
import type { Figure } from './figure.ts';
import { fillCatalog } from './fill-catalog.ts';
import { type LoadResult, load } from './load.ts';
import { type Platform, withPlatform } from './platform.ts';
import { environmentOf, processorSeconds } from './processes.ts';
import { type Program, startProgram } from './program.ts';
import { median, spread } from './statistics.ts';

const videoCount = 2_000;
const rounds = 4;
const roundSeconds = 5;
/** Compiles the hot paths of both before anything is counted. */
const warmUpSeconds = 3;
const startLimitMs = 30_000;
const readyPollMs = 50;

/** The API's feed against an Express that does nothing, in turns, each as one process. */
export function benchApi(): Promise<Figure[]> {
  return withPlatform(async (platform) => {
    await fillCatalog(platform.awsUrl, videoCount);
    const api = await startApi(platform);
    const empty = await startEmptyExpress();
    try {
      return await measure(api, empty);
    } finally {
      await Promise.all([api.program.stop(), empty.program.stop()]);
    }
  });
}

async function measure(api: Served, empty: Served): Promise<Figure[]> {
  await load(api.url, warmUpSeconds);
  await load(empty.url, warmUpSeconds);
  const feedRounds: Round[] = [];
  const emptyRounds: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    feedRounds.push(await measureRound(api));
    emptyRounds.push(await measureRound(empty));
  }
  const percentOfEmpty = (of: (round: Round) => number) =>
    feedRounds.map((round, index) => {
      const other = emptyRounds[index];
      return (100 * of(round)) / (other ? of(other) : Number.NaN);
    });
  const ratios = percentOfEmpty((round) => round.requestsPerSecond);
  const processorRatios = percentOfEmpty((round) => round.requestsPerProcessorSecond);
  return [
    rateFigure(`GET /api/videos, ${videoCount} videos`, feedRounds),
    rateFigure('empty Express 5 route', emptyRounds),
    {
      name: 'GET /api/videos of the empty route',
      value: median(ratios),
      unit: '%',
      goal: { atLeast: 70 },
      note: spread(ratios),
    },
    {
      name: 'the same by processor time',
      value: median(processorRatios),
      unit: '%',
      note: `${spread(processorRatios)}, what other programs do at the time left out`,
    },
    p99Figure('GET /api/videos, p99', feedRounds),
    p99Figure('empty Express 5 route, p99', emptyRounds),
  ];
}

interface Round extends LoadResult {
  readonly requestsPerProcessorSecond: number;
}

async function measureRound({ url, program }: Served): Promise<Round> {
  const before = await processorSeconds(program.pid);
  const result = await load(url, roundSeconds);
  const used = (await processorSeconds(program.pid)) - before;
  return { ...result, requestsPerProcessorSecond: result.requests / used };
}

function rateFigure(name: string, results: readonly Round[]): Figure {
  const rates = results.map(({ requestsPerSecond }) => requestsPerSecond);
  return { name, value: median(rates), unit: 'req/s', note: spread(rates) };
}

function p99Figure(name: string, results: readonly Round[]): Figure {
  return { name, value: median(results.map(({ p99 }) => p99)), unit: 'ms' };
}

interface Served {
  readonly program: Program;
  /** Of the route that is measured. */
  readonly url: string;
}

/** A second API beside the platform's own, with its settings, reached without the edge. */
async function startApi(platform: Platform): Promise<Served> {
  const [apiPid] = platform.pids;
  if (apiPid === undefined) throw new Error('the platform does not say which process its API is');
  const settings = await environmentOf(apiPid);
  const metricsPort = String(await freePort());
  return serve(
    { module: 'apps/api/src/main.ts', readyPath: innerPaths.ready, path: '/api/videos' },
    { ...settings, METRICS_PORT: metricsPort },
  );
}

function startEmptyExpress(): Promise<Served> {
  return serve({ module: 'bench/src/empty-express.ts', readyPath: '/', path: '/' }, {});
}

async function serve(
  { module, readyPath, path }: { module: string; readyPath: string; path: string },
  settings: Readonly<Record<string, string>>,
): Promise<Served> {
  const port = await freePort();
  const program = startProgram(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(repositoryRoot, module)],
    {
      env: { ...settings, HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' },
      output: 'discard',
    },
  );
  const origin = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + startLimitMs;
  while (!(await answers(origin + readyPath))) {
    if (performance.now() > deadline) {
      await program.stop();
      throw new Error(`${module} did not answer ${readyPath} within ${startLimitMs} ms`);
    }
    await delay(readyPollMs);
  }
  return { program, url: origin + path };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
