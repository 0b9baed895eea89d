import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, figure, graph } from '../panels.ts';
import { promql } from '../queries.ts';
import { prometheusVariable } from '../variables.ts';

/** The node exporter knows its node only by address; this adds its name in Kubernetes. */
const byName = (expr: string) =>
  `${expr} * on (instance) group_left (nodename) max by (instance, nodename) (node_uname_info)`;

/** The machines: how busy they are, how many there are, and what runs on them. */
export function nodesDashboard(): DashboardBuilder {
  return dashboard({
    uid: 'tidecast-nodes',
    title: 'Tidecast / Nodes',
    description: 'CPU and memory of every node, how many nodes there are, and the pods on them.',
  })
    .withVariable(prometheusVariable())
    .withPanel(
      figure(
        {
          title: 'Nodes',
          description: 'Nodes that say they are ready.',
          unit: 'short',
          abreast: 4,
        },
        promql('sum(kube_node_status_condition{condition="Ready",status="true"})', 'ready'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Pods running',
          description: 'Of all namespaces, pause pods included.',
          unit: 'short',
          abreast: 4,
        },
        promql('sum(kube_pod_status_phase{phase="Running"})', 'running'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Pods waiting',
          description: 'Pods that have no node yet, or whose images or volumes have not come.',
          unit: 'short',
          abreast: 4,
        },
        promql('sum(kube_pod_status_phase{phase="Pending"})', 'pending'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'CPU promised',
          description: 'CPU that pods have asked for, of what nodes can give.',
          unit: 'percentunit',
          abreast: 4,
        },
        promql(
          'sum(kube_pod_container_resource_requests{resource="cpu",node!=""}) / sum(kube_node_status_allocatable{resource="cpu"})',
          'promised',
        ),
      ),
    )
    .withRow(new RowBuilder('In use'))
    .withPanel(
      graph(
        {
          title: 'CPU by node',
          description: 'Of all cores of the node.',
          unit: 'percentunit',
          abreast: 2,
          max: 1,
        },
        [
          promql(
            byName(
              '(1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval])))',
            ),
            '{{nodename}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Memory by node',
          description: 'Of all memory of the node; what the kernel could take back counts as free.',
          unit: 'percentunit',
          abreast: 2,
          max: 1,
        },
        [
          promql(
            byName(
              '(1 - sum by (instance) (node_memory_MemAvailable_bytes) / sum by (instance) (node_memory_MemTotal_bytes))',
            ),
            '{{nodename}}',
          ),
        ],
      ),
    )
    .withRow(new RowBuilder('Promised to pods'))
    .withPanel(
      graph(
        {
          title: 'CPU requests by node',
          description: 'Of what the node can give. At 100 % no further pod fits.',
          unit: 'percentunit',
          abreast: 2,
          max: 1,
        },
        [
          promql(
            'sum by (node) (kube_pod_container_resource_requests{resource="cpu",node!=""}) / on (node) max by (node) (kube_node_status_allocatable{resource="cpu"})',
            '{{node}}',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Memory requests by node',
          description: 'Of what the node can give. At 100 % no further pod fits.',
          unit: 'percentunit',
          abreast: 2,
          max: 1,
        },
        [
          promql(
            'sum by (node) (kube_pod_container_resource_requests{resource="memory",node!=""}) / on (node) max by (node) (kube_node_status_allocatable{resource="memory"})',
            '{{node}}',
          ),
        ],
      ),
    )
    .withRow(new RowBuilder('How many'))
    .withPanel(
      graph(
        {
          title: 'Nodes',
          description: 'All that are registered, and those of them that are ready.',
          unit: 'short',
          abreast: 3,
        },
        [
          promql('count(kube_node_info)', 'registered'),
          promql('sum(kube_node_status_condition{condition="Ready",status="true"})', 'ready'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Pods running by node',
          description: 'As the kubelet counts them.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [promql('max by (node) (kubelet_running_pods)', '{{node}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Disk free by node',
          description: 'Of the root file system, where images and logs lie.',
          unit: 'percentunit',
          abreast: 3,
          max: 1,
        },
        [
          promql(
            byName(
              '(sum by (instance) (node_filesystem_avail_bytes{mountpoint="/"}) / sum by (instance) (node_filesystem_size_bytes{mountpoint="/"}))',
            ),
            '{{nodename}}',
          ),
        ],
      ),
    );
}
