import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, graph } from '../panels.ts';
import { promql } from '../queries.ts';
import { labelVariable, prometheusVariable } from '../variables.ts';

/** The selected pods. Series without a container are sums of the others. */
const chosen = 'namespace=~"$namespace",pod=~"$pod"';
const containers = `${chosen},container!=""`;

/** Every pod: its usage compared with its requests and limits. */
export function namespacesDashboard(): DashboardBuilder {
  return dashboard({
    uid: 'tidecast-namespaces',
    title: 'Tidecast / Namespaces',
    description: 'CPU, memory, restarts and network of every pod, by namespace.',
  })
    .withVariable(prometheusVariable())
    .withVariable(labelVariable('namespace', 'kube_pod_info', 'video'))
    .withVariable(labelVariable('pod', 'kube_pod_info{namespace=~"$namespace"}'))
    .withRow(new RowBuilder('CPU'))
    .withPanel(
      graph(
        {
          title: 'CPU by pod',
          description: 'Cores in use.',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [
          promql(
            `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${containers}}[$__rate_interval]))`,
            '{{namespace}}/{{pod}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'CPU of what was asked for',
          description: 'Above 100 % a pod lives on what others leave.',
          unit: 'percentunit',
          abreast: 2,
        },
        [
          promql(
            `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${containers}}[$__rate_interval])) / on (namespace, pod) sum by (namespace, pod) (kube_pod_container_resource_requests{${chosen},resource="cpu"})`,
            '{{namespace}}/{{pod}}',
          ),
        ],
      ),
    )
    .withRow(new RowBuilder('Memory'))
    .withPanel(
      graph(
        {
          title: 'Memory by pod',
          description: 'The working set: what the kernel cannot take back.',
          unit: 'bytes',
          abreast: 2,
          stacked: true,
        },
        [
          promql(
            `sum by (namespace, pod) (container_memory_working_set_bytes{${containers}})`,
            '{{namespace}}/{{pod}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Memory of what is allowed',
          description: 'At 100 % of its limit a container is killed.',
          unit: 'percentunit',
          abreast: 2,
        },
        [
          promql(
            `sum by (namespace, pod) (container_memory_working_set_bytes{${containers}}) / on (namespace, pod) sum by (namespace, pod) (kube_pod_container_resource_limits{${chosen},resource="memory"})`,
            '{{namespace}}/{{pod}}',
          ),
        ],
      ),
    )
    .withRow(new RowBuilder('Life'))
    .withPanel(
      graph(
        {
          title: 'Restarts',
          description: 'Of containers, in each interval.',
          unit: 'short',
          abreast: 3,
        },
        [
          promql(
            `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${chosen}}[$__rate_interval]))`,
            '{{namespace}}/{{pod}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Pods by phase',
          description: 'Running is well, Succeeded is over, all else waits or has failed.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [promql(`sum by (phase) (kube_pod_status_phase{${chosen}})`, '{{phase}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Network by pod',
          description: 'Bytes a second received and sent.',
          unit: 'Bps',
          abreast: 3,
        },
        [
          promql(
            `sum by (namespace, pod) (rate(container_network_receive_bytes_total{${chosen}}[$__rate_interval]))`,
            '{{namespace}}/{{pod}} in',
          ),
          promql(
            `sum by (namespace, pod) (rate(container_network_transmit_bytes_total{${chosen}}[$__rate_interval]))`,
            '{{namespace}}/{{pod}} out',
          ),
        ],
      ),
    );
}
