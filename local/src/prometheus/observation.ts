import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { apiJob } from '../../../charts/observability/src/api-job.ts';
import { findProgram } from '../../../charts/observability/src/find-program.ts';
import { ruleFiles } from '../../../charts/observability/src/paths.ts';
import { OptionError } from '../start/options.ts';
import { listening } from '../start/ports.ts';
import { Supervisor } from '../start/supervisor.ts';
import { configuration, targets } from './configuration.ts';

export interface ObservationOptions {
  /** Of Prometheus' page; 0 for a free one. */
  readonly port: number;
  /** For what Prometheus keeps. */
  readonly directory: string;
  /** Each line that it prints. */
  readonly onLine: (line: string) => void;
  /** That Prometheus ended by itself, and what happens next. */
  readonly onTrouble: (message: string) => void;
  /** Where programs are looked for; the environment's PATH by default. */
  readonly path?: string;
}

/** A Prometheus beside the platform, with the rules of the cluster. */
export interface Observation {
  /** Where its page is; undefined while it does not serve. */
  readonly url: string | undefined;
  /** Tells it where the API's metrics are from now on. */
  watch(metricsPort: number): void;
  /** @returns once it serves */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Prepares Prometheus; nothing runs yet.
 *
 * @throws {@link OptionError} when Prometheus is not installed, or its port is taken
 */
export async function prepareObservation(options: ObservationOptions): Promise<Observation> {
  const { port, directory } = options;
  const program = findProgram('prometheus', options.path);
  if (!program)
    throw new OptionError(
      '--observe needs Prometheus, and there is none on the PATH.\n' +
        'Install it (Debian and Ubuntu: apt-get install prometheus; Homebrew: brew install prometheus).',
    );
  if (port !== 0)
    await listening({ port, variable: 'PROMETHEUS_PORT', purpose: 'Prometheus' }, () =>
      probe(port),
    );

  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const configFile = join(directory, 'prometheus.json');
  const targetsFile = join(directory, 'targets.json');
  writeFileSync(configFile, configuration({ ruleFiles: ruleFiles(), job: apiJob, targetsFile }));
  // What a start before this one wrote is no longer true.
  writeFileSync(targetsFile, targets());
  const supervisor = new Supervisor({
    module: join(import.meta.dirname, 'program.ts'),
    ...(port !== 0 && { port }),
    environment: (ports) => ({
      PATH: process.env.PATH ?? '',
      PORT: String(ports.port),
      PROMETHEUS_PATH: program,
      PROMETHEUS_CONFIG: configFile,
      PROMETHEUS_DATA: join(directory, 'data'),
    }),
    readyPath: '/-/ready',
    nodeFlags: ['--disable-warning=ExperimentalWarning'],
    onLine: options.onLine,
    onTrouble: options.onTrouble,
  });
  return {
    get url() {
      return supervisor.url;
    },
    watch: (metricsPort) => writeFileSync(targetsFile, targets(metricsPort)),
    start: () => supervisor.start(),
    stop: () => supervisor.stop(),
  };
}

/** Listens on a port for a moment. */
function probe(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
