import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findProgram } from '../../../charts/observability/src/find-program.ts';
import { freePorts } from '../../src/control-plane/free-ports.ts';
import { startProcess } from '../../src/processes/running-process.ts';

/** Rules as a PrometheusRule's spec holds them. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What is scraped, under the labels that the cluster's Prometheus would give it. */
export interface Target {
  readonly job: string;
  /** Of its metrics. */
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A Prometheus that judges rules. */
export interface Judge {
  /** Names and labels of the alerts that fire now. */
  firing(): Promise<readonly FiredAlert[]>;
  close(): Promise<void>;
}

/** Labels of an alert, `alertname` among them. */
export type FiredAlert = Readonly<Record<string, string>>;

export interface JudgeOptions {
  /** It must not be there. */
  readonly directory: string;
  readonly groups: readonly RuleGroup[];
  readonly targets: readonly Target[];
  readonly signal?: AbortSignal;
}

/** How often it scrapes and judges. */
const interval = '1s';
/** How long a condition must hold here before its alert fires; the rules say minutes. */
const holdsFor = '2s';
/** Windows and offsets in an expression, in minutes. */
const minutes = /(\[|offset )(\d+)m/g;
/** Seconds for each of them: enough for Argo CD to look at something within ten. */
const minute = 6;

const samplesSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
      }),
    ),
  }),
});

/**
 * Runs Prometheus with rules as they are, but for time: a condition need not hold for minutes before
 * its alert fires, and a minute that an expression looks back on has six seconds.
 *
 * @throws Error when Prometheus is not on the PATH, or refuses the rules
 */
export async function startJudge(options: JudgeOptions): Promise<Judge> {
  const { directory, targets, signal } = options;
  const command = findProgram('prometheus');
  if (!command)
    throw new Error(
      'Prometheus is not on the PATH (Debian and Ubuntu: apt-get install prometheus)',
    );
  await mkdir(directory, { recursive: true });
  const rulesFile = join(directory, 'rules.json');
  await writeFile(rulesFile, JSON.stringify({ groups: options.groups.map(impatient) }));
  const configFile = join(directory, 'prometheus.json');
  await writeFile(configFile, configuration(rulesFile, targets));
  const { prometheus: port } = await freePorts(['prometheus']);
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    name: 'Prometheus',
    command,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    environment: {},
    logFile: join(directory, 'prometheus.log'),
    ready: async () => (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(5000) })).ok,
    ...(signal && { signal }),
  });
  return {
    async firing() {
      const query = encodeURIComponent('ALERTS{alertstate="firing"}');
      const response = await fetch(`${url}/api/v1/query?query=${query}`, {
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`Prometheus says ${response.status}`);
      const { data } = samplesSchema.parse(await response.json());
      return data.result.map(({ metric }) => metric);
    },
    close: () => running.close(),
  };
}

function impatient(group: RuleGroup): RuleGroup {
  return {
    ...group,
    interval,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: rule.expr.replaceAll(minutes, (_, before, count) => `${before}${count * minute}s`),
      ...(rule.for !== undefined && { for: holdsFor }),
    })),
  };
}

function configuration(rulesFile: string, targets: readonly Target[]): string {
  return JSON.stringify({
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [rulesFile],
    scrape_configs: targets.map(({ job, url, labels }) => {
      const { host, pathname } = new URL(url);
      return {
        job_name: job,
        metrics_path: pathname,
        static_configs: [{ targets: [host], labels }],
      };
    }),
  });
}
