/** `npm run rehearse`: a stack on this machine, from preview to destroy. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRehearsalOptions, usage } from './options.ts';
import { bringUp, type Figure, type Journey, takeDown } from './rehearsal/journey.ts';
import { type Rehearsal, startRehearsal } from './rehearsal/rehearsal.ts';

const begun = performance.now();
const stop = new AbortController();
/** Milliseconds in which a signal comes twice that was sent once: to npm, which passes it on, and to us. */
const echo = 1_000;
let stoppedAt = Number.NEGATIVE_INFINITY;
/** Where a rehearsal that failed has left what tells why. */
let kept: string | undefined;
/** The second Ctrl+C does not wait. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    const now = performance.now();
    if (now - stoppedAt < echo) return;
    if (stop.signal.aborted) process.exit(130);
    stoppedAt = now;
    report('Ending every process; once more does not wait for it.');
    stop.abort(new Error('It was broken off'));
  });

try {
  const options = parseRehearsalOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await rehearse(options);
} catch (error) {
  if (stop.signal.aborted) process.exitCode = 130;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    if (kept !== undefined) console.error(`Logs and state are in ${kept}`);
    process.exitCode = 1;
  }
}

async function rehearse({ stack, keep }: { stack: 'dev' | 'prod'; keep: boolean }) {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-rehearsal-'));
  const { TIDECAST_CHARTS: chartsDirectory } = process.env;
  let rehearsal: Rehearsal | undefined;
  let succeeded = false;
  try {
    rehearsal = await startRehearsal({
      stack,
      directory,
      ...(chartsDirectory && { chartsDirectory }),
      report,
      signal: stop.signal,
    });
    const journey = await bringUp(rehearsal, { withPage: keep, signal: stop.signal });
    console.log(`\n${journey.applications}`);
    if (keep) {
      console.log(tableOf(journey.figures));
      console.log(addresses(rehearsal, journey));
      await aborted(stop.signal);
    } else console.log(tableOf([...journey.figures, ...(await takeDown(rehearsal))]));
    succeeded = true;
  } finally {
    await rehearsal?.close();
    if (!succeeded && !stop.signal.aborted && rehearsal) kept = directory;
    else await rm(directory, { recursive: true, force: true });
  }
}

function report(line: string): void {
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`${String(seconds).padStart(5)} s  ${line}`);
}

function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, measured }) => `| ${what} | ${measured} |`);
  return ['', '| what | measured |', '|---|---|', ...rows, ''].join('\n');
}

function addresses(rehearsal: Rehearsal, { siteUrl, upload }: Journey): string {
  const { controlPlane, argocd, account, remote, directory } = rehearsal;
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = account.sdkEnvironment;
  const mailbox = new URL('/local/mailbox', siteUrl);
  const rows = [
    ['Site', `${siteUrl}/watch/${upload.videoId}`],
    ['Account', `${upload.email}, password ${upload.password}; mail to others: ${mailbox}`],
    ['Argo CD', `${argocd.command} app list --plaintext --server ${new URL(argocd.url).host}`],
    ['', `${argocd.url} is its interface; as a Go module it comes without its page`],
    ['Git', `git clone ${remote.repository.bare}; what is pushed there is rolled out in a minute`],
    ['Grafana', 'has a pod, which runs nothing here'],
    ['AWS', `${account.awsUrl}, key ${key}, secret ${secret}`],
    ['kubectl', `export KUBECONFIG=${controlPlane.kubeconfigFile}`],
    ['Logs', `${directory}; of the API's pods, which kubectl cannot read, in pods/`],
  ] as const;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  return `${lines.join('\n')}\n\nEverything is up. Ctrl+C ends it.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    // Nothing else need keep the process.
    const busy = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => clearInterval(busy), { once: true });
  });
}
