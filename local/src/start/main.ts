/** `npm start`: the whole service on this machine, until Ctrl-C. */
import { relative } from 'node:path';
import { localAccount } from '../aws/service.ts';
import { demoEmails, demoPassword } from './accounts.ts';
import { OptionError, parseOptions, type StartOptions, usage } from './options.ts';
import { repositoryRoot } from './paths.ts';
import { type Platform, startPlatform } from './platform.ts';

/** What is left of the 5 s that an end may take, when something hangs, in ms. */
const stopLimitMs = 4_500;

try {
  const options = parseOptions(process.argv.slice(2), process.env, repositoryRoot);
  if (options === 'help') console.log(usage);
  else await run(options);
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function run(options: StartOptions): Promise<void> {
  const stop = new AbortController();
  let platform: Platform | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      stop.abort();
      setTimeout(() => process.exit(1), stopLimitMs).unref();
      // Before it has started, the start itself takes down what there is.
      platform?.close().then(exit, fail);
    });
  try {
    platform = await startPlatform({ ...options, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted) process.exit(0);
    throw error;
  }
  console.log(welcome(platform));
  console.log(`Tidecast is ready at ${platform.url}`);
}

function exit(): void {
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

function welcome({ url, awsUrl, ingestUrl, prometheusUrl, logsDir }: Platform): string {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  const logs = relative(process.cwd(), logsDir);
  const rows = [
    ['Accounts', demoEmails.join('  ')],
    ['Password', demoPassword],
    ['Mail', `${url}/local/mailbox?to=<email>`],
    ['Slack', `${url}/local/slack`],
    ['RTMP', `${ingestUrl}<stream key>`],
    ['AWS', `${awsUrl}  (region ${region}, key ${accessKeyId}, secret ${secretAccessKey})`],
    [
      '',
      `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} ` +
        `aws --region ${region} --endpoint-url ${awsUrl} s3 ls`,
    ],
    ...(prometheusUrl ? [['Prometheus', prometheusUrl] as const] : []),
    ['Logs', logs.startsWith('..') ? logsDir : logs],
  ] as const;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`);
  return `\n${lines.join('\n')}\n`;
}
