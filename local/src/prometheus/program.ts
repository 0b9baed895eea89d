/**
 * Prometheus as a program of the platform: its process ends with this one, which the supervisor
 * ends, and which ends with the platform however that ends.
 */
import { spawn } from 'node:child_process';

const { PORT, PROMETHEUS_PATH, PROMETHEUS_CONFIG, PROMETHEUS_DATA } = process.env;
if (!PORT || !PROMETHEUS_PATH || !PROMETHEUS_CONFIG || !PROMETHEUS_DATA)
  throw new Error('PORT, PROMETHEUS_PATH, PROMETHEUS_CONFIG and PROMETHEUS_DATA must be set');

const prometheus = spawn(
  PROMETHEUS_PATH,
  [
    `--config.file=${PROMETHEUS_CONFIG}`,
    `--storage.tsdb.path=${PROMETHEUS_DATA}`,
    '--storage.tsdb.retention.time=7d',
    `--web.listen-address=127.0.0.1:${PORT}`,
    // The platform shows the warnings among lines of JSON.
    '--log.format=json',
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => prometheus.kill('SIGTERM'));
process.on('exit', () => prometheus.kill('SIGKILL'));
prometheus.on('exit', (code) => process.exit(code ?? 1));
prometheus.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
