/** How often the local Prometheus asks the API and judges the rules. */
const interval = '5s';

/** What Prometheus reads at its start: YAML, of which JSON is a part. */
export function configuration(options: {
  /** Absolute paths. */
  readonly ruleFiles: readonly string[];
  /** Of the API's metrics: what the rules and dashboards know them by. */
  readonly job: string;
  /** Absolute path of a file as {@link targets} makes it; it is read again when it changes. */
  readonly targetsFile: string;
}): string {
  const { ruleFiles, job, targetsFile } = options;
  return JSON.stringify({
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: job, file_sd_configs: [{ files: [targetsFile] }] }],
  });
}

/**
 * The API as a Prometheus target, with the labels that it has in the cluster.
 *
 * @param port - port of its metrics on this machine; absent while it is not running
 */
export function targets(port?: number): string {
  const labels = { namespace: 'video', pod: 'api', container: 'api' };
  return JSON.stringify(port === undefined ? [] : [{ targets: [`127.0.0.1:${port}`], labels }]);
}
