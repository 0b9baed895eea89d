import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import { freePort } from '../../local/src/start/ports.ts';
import type { Figure } from './figure.ts';
import { fillCatalog } from './fill-catalog.ts';
import { type LoadResult, load } from './load.ts';
import { type Platform, withPlatform } from './platform.ts';
import { environmentOf } from './processes.ts';
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
      return await measure(`${api.url}/api/videos`, `${empty.url}/`);
    } finally {
      await Promise.all([api.program.stop(), empty.program.stop()]);
    }
  });
}

async function measure(feedUrl: string, emptyUrl: string): Promise<Figure[]> {
  await load(feedUrl, warmUpSeconds);
  await load(emptyUrl, warmUpSeconds);
  const feed: LoadResult[] = [];
  const empty: LoadResult[] = [];
  for (let round = 0; round < rounds; round++) {
    feed.push(await load(feedUrl, roundSeconds));
    empty.push(await load(emptyUrl, roundSeconds));
  }
  const rate = (results: LoadResult[]) => results.map((result) => result.requestsPerSecond);
  const ratios = feed.map(
    ({ requestsPerSecond }, round) =>
      (100 * requestsPerSecond) / (empty[round]?.requestsPerSecond ?? Number.NaN),
  );
  return [
    {
      name: `GET /api/videos, ${videoCount} videos`,
      value: median(rate(feed)),
      unit: 'req/s',
      note: spread(rate(feed)),
    },
    {
      name: 'empty Express 5 route',
      value: median(rate(empty)),
      unit: 'req/s',
      note: spread(rate(empty)),
    },
    {
      name: 'GET /api/videos of the empty route',
      value: median(ratios),
      unit: '%',
      goal: { atLeast: 70 },
      note: spread(ratios),
    },
    { name: 'GET /api/videos, p99', value: median(feed.map(({ p99 }) => p99)), unit: 'ms' },
    { name: 'empty Express 5 route, p99', value: median(empty.map(({ p99 }) => p99)), unit: 'ms' },
  ];
}

interface Served {
  readonly program: Program;
  readonly url: string;
}

/** A second API beside the platform's own, with its settings, reached without the edge. */
async function startApi(platform: Platform): Promise<Served> {
  const [apiPid] = platform.pids;
  if (apiPid === undefined) throw new Error('the platform does not say which process its API is');
  const settings = await environmentOf(apiPid);
  const metricsPort = String(await freePort());
  return serve('apps/api/src/main.ts', '/readyz', { ...settings, METRICS_PORT: metricsPort });
}

function startEmptyExpress(): Promise<Served> {
  return serve('bench/src/empty-express.ts', '/', {});
}

async function serve(
  module: string,
  readyPath: string,
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
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + startLimitMs;
  while (!(await answers(url + readyPath))) {
    if (performance.now() > deadline) {
      await program.stop();
      throw new Error(`${module} did not answer ${readyPath} within ${startLimitMs} ms`);
    }
    await delay(readyPollMs);
  }
  return { program, url };
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
