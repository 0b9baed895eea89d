import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { apiJob } from '../api-job.ts';
import { dashboard, figure, graph } from '../panels.ts';
import { promql } from '../queries.ts';
import { prometheusVariable } from '../variables.ts';

const job = `job="${apiJob}"`;
/** Requests of people: probes come constantly and succeed. */
const served = `${job},route!~"/healthz|/readyz"`;
/** Requests that end with their answer, which excludes event streams. */
const answered = `${job},route!~"/healthz|/readyz|/api/videos/:id/events"`;
const container = 'namespace="video",container="api"';

const rate = (selector: string) =>
  `rate(http_request_duration_seconds_count{${selector}}[$__rate_interval])`;
const quantile = (q: number, by: string) =>
  `histogram_quantile(${q}, sum by (${by}) (rate(http_request_duration_seconds_bucket{${answered}}[$__rate_interval])))`;
/** Requests of one method and route, by the answer's status. */
const outcomes = (method: string, route: string) =>
  `sum by (status) (${rate(`${job},method="${method}",route="${route}"`)})`;

/** The API: rate, errors, duration and saturation, and what people do with it. */
export function apiDashboard(): DashboardBuilder {
  const board = dashboard({
    uid: 'tidecast-api',
    title: 'Tidecast / API',
    description: 'How many requests come, how many fail, how long they take, and what is full.',
  }).withVariable(prometheusVariable());
  addSummary(board);
  addRequests(board.withRow(new RowBuilder('Requests')));
  addUse(board.withRow(new RowBuilder('Uploads and playback')));
  addSaturation(board.withRow(new RowBuilder('Saturation')));
  return board;
}

function addSummary(board: DashboardBuilder): void {
  board
    .withPanel(
      figure(
        { title: 'Requests', description: 'A second, without probes.', unit: 'reqps', abreast: 4 },
        promql(`sum(${rate(served)})`, 'requests'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Errors',
          description: 'Of all requests, how many were answered with 5xx.',
          unit: 'percentunit',
          abreast: 4,
        },
        promql(
          `(sum(${rate(`${served},status=~"5.."`)}) or vector(0)) / sum(${rate(served)})`,
          'errors',
        ),
      ),
    )
    .withPanel(
      figure(
        {
          title: '95th percentile',
          description: 'Nineteen requests in twenty were answered sooner; without event streams.',
          unit: 's',
          abreast: 4,
        },
        promql(quantile(0.95, 'le'), 'p95'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Replicas that answer',
          description: 'Replicas that Prometheus reaches.',
          unit: 'short',
          abreast: 4,
        },
        promql(`sum(up{${job}})`, 'replicas'),
      ),
    );
}

function addRequests(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Rate by route',
          description: 'Requests a second.',
          unit: 'reqps',
          abreast: 3,
          stacked: true,
        },
        [promql(`sum by (method, route) (${rate(served)})`, '{{method}} {{route}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Errors by route',
          description: 'Answers with 5xx a second.',
          unit: 'reqps',
          abreast: 3,
          stacked: true,
        },
        [
          promql(
            `sum by (method, route, status) (${rate(`${served},status=~"5.."`)})`,
            '{{method}} {{route}} {{status}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Refused by status',
          description:
            'Answers with 4xx a second: what callers did wrong. 429 is too much at a time, 499 a caller who left.',
          unit: 'reqps',
          abreast: 3,
          stacked: true,
        },
        [promql(`sum by (status) (${rate(`${served},status=~"4.."`)})`, '{{status}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Duration',
          description: 'Half, nineteen in twenty, and ninety-nine in a hundred were quicker.',
          unit: 's',
          abreast: 2,
        },
        [
          promql(quantile(0.5, 'le'), 'p50'),
          promql(quantile(0.95, 'le'), 'p95'),
          promql(quantile(0.99, 'le'), 'p99'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: '95th percentile by route',
          description: 'Without event streams, which last as long as somebody watches an encode.',
          unit: 's',
          abreast: 2,
        },
        [promql(quantile(0.95, 'le, method, route'), '{{method}} {{route}}')],
      ),
    );
}

function addUse(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Uploads',
          description: 'Begun, completed and given up, a second.',
          unit: 'reqps',
          abreast: 3,
        },
        [
          promql(`sum(${rate(`${job},method="POST",route="/api/videos",status="201"`)})`, 'begun'),
          promql(
            `sum(${rate(`${job},method="POST",route="/api/videos/:id/upload/complete",status="200"`)})`,
            'completed',
          ),
          promql(
            `sum(${rate(`${job},method="DELETE",route="/api/videos/:id/upload",status="204"`)})`,
            'given up',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Playback grants',
          description:
            'By answer: 200 may watch, 404 may not or there is nothing, 409 is too early.',
          unit: 'reqps',
          abreast: 3,
          stacked: true,
        },
        [promql(outcomes('POST', '/api/videos/:id/playback'), '{{status}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Sign-ins',
          description: 'By answer: 200 is in, 401 is a wrong password, 429 too many tries.',
          unit: 'reqps',
          abreast: 3,
          stacked: true,
        },
        [promql(outcomes('POST', '/api/auth/sign-in'), '{{status}}')],
      ),
    );
}

function addSaturation(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'CPU of what was asked for',
          description: 'The autoscaler steers to 50 %.',
          unit: 'percentunit',
          abreast: 4,
        },
        [
          promql(
            `sum by (pod) (rate(container_cpu_usage_seconds_total{${container}}[$__rate_interval])) / on (pod) sum by (pod) (kube_pod_container_resource_requests{${container},resource="cpu"})`,
            '{{pod}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Memory of what is allowed',
          description: 'At 100 % the pod is killed.',
          unit: 'percentunit',
          abreast: 4,
        },
        [
          promql(
            `max by (pod) (container_memory_working_set_bytes{${container}}) / on (pod) max by (pod) (kube_pod_container_resource_limits{${container},resource="memory"})`,
            '{{pod}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Event loop lag',
          description: 'How late one turn in a hundred comes: everything in the process waits.',
          unit: 's',
          abreast: 4,
        },
        [promql(`max by (pod) (nodejs_eventloop_lag_p99_seconds{${job}})`, '{{pod}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Event streams',
          description: 'Pages that follow an encode. Each is an open connection.',
          unit: 'short',
          abreast: 4,
          stacked: true,
        },
        [promql(`sum by (pod) (event_streams_open{${job}})`, '{{pod}}')],
      ),
    );
}
