import { parseArgs } from 'node:util';
import { errorCode } from '../../../local/src/error-code.ts';
import { megabytes } from './build-engines.ts';
import { enginePrograms } from './catalogue.ts';
import { prepareDefinitions } from './definitions.ts';
import { EngineError, messageOf } from './engine-error.ts';
import { locateEngines, type PreparedEngine, prepareEngineTable } from './engines.ts';
import { spoken } from './versions.ts';

const usage = `Usage: npm run rehearse:engines [-- --list]

Finds the engines that a rehearsal runs on, or builds them by Go, and says where they are.

  --list   say what is there and what would be built, and build nothing
  --help   show this text
`;

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stop.abort(new Error(`Stopped by ${name}.`)));

const options = { report: (line: string) => console.error(line), signal: stop.signal };

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(cell.length, most[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf({ program, version, from, seconds, bytes, path }: PreparedEngine): string[] {
  return [
    program,
    spoken(version),
    from,
    seconds === undefined ? '' : `${seconds}`,
    `${megabytes(bytes)}`,
    path,
  ];
}

const head = ['engine', 'version', 'from', 'seconds', 'MB', 'path'];

async function list(): Promise<void> {
  const located = await locateEngines(enginePrograms, options);
  const rows = located.map(({ engine: { program, wanted }, found }) =>
    found ? rowOf(found) : [program, wanted.said, 'to be built', '', '', ''],
  );
  console.log(table([head, ...rows]));
}

async function prepare(): Promise<void> {
  const engines = await prepareEngineTable(enginePrograms, options);
  const definitions = await prepareDefinitions(options);
  console.log(table([head, ...engines.map(rowOf)]));
  for (const [name, folder] of Object.entries(definitions)) console.log(`${name}: ${folder}`);
}

try {
  const { values } = parseArgs({
    options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) console.log(usage);
  else if (values.list) await list();
  else await prepare();
} catch (error) {
  const known = stop.signal.aborted || error instanceof EngineError;
  const misspelt = String(errorCode(error)).startsWith('ERR_PARSE_ARGS');
  console.error(known ? messageOf(error) : misspelt ? `${messageOf(error)}\n\n${usage}` : error);
  process.exitCode = 1;
}
