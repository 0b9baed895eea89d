import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, graph } from '../panels.ts';
import { promql } from '../queries.ts';
import { prometheusVariable } from '../variables.ts';

const autoscaler = 'namespace="video",horizontalpodautoscaler="api"';
const pausePods = 'pod=~"overprovisioner-.*"';

/** How the API and the cluster follow the load: replicas, spare capacity, nodes. */
export function scalingDashboard(): DashboardBuilder {
  return dashboard({
    uid: 'tidecast-scaling',
    title: 'Tidecast / Scaling',
    description: 'Replicas wanted and there, the room that pause pods keep, and the nodes.',
  })
    .withVariable(prometheusVariable())
    .withRow(new RowBuilder('Replicas of the API'))
    .withPanel(
      graph(
        {
          title: 'Replicas',
          description: 'Desired is what the autoscaler wants, current what there is.',
          unit: 'short',
          abreast: 2,
        },
        [
          promql(
            `max(kube_horizontalpodautoscaler_status_desired_replicas{${autoscaler}})`,
            'desired',
          ),
          promql(
            `max(kube_horizontalpodautoscaler_status_current_replicas{${autoscaler}})`,
            'current',
          ),
          promql(
            'max(kube_deployment_status_replicas_available{namespace="video",deployment="api"})',
            'available',
          ),
          promql(`max(kube_horizontalpodautoscaler_spec_min_replicas{${autoscaler}})`, 'fewest'),
          promql(`max(kube_horizontalpodautoscaler_spec_max_replicas{${autoscaler}})`, 'most'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'What it steers by',
          description: 'CPU in use of what was asked for, in percent, and what it is held at.',
          unit: 'percent',
          abreast: 2,
        },
        [
          promql(
            `max(kube_horizontalpodautoscaler_status_target_metric{${autoscaler},metric_target_type="utilization"})`,
            'now',
          ),
          promql(
            `max(kube_horizontalpodautoscaler_spec_target_metric{${autoscaler},metric_target_type="utilization"})`,
            'target',
          ),
        ],
      ),
    )
    .withRow(new RowBuilder('Room for a crowd'))
    .withPanel(
      graph(
        {
          title: 'Pause pods',
          description: 'Running ones keep room; pending ones wait for a new node to keep it on.',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [
          promql(`sum(kube_pod_status_phase{${pausePods},phase="Running"})`, 'running'),
          promql(`sum(kube_pod_status_phase{${pausePods},phase="Pending"})`, 'pending'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Pods without a node',
          description: 'As the cluster autoscaler counts them.',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [promql('sum by (type) (cluster_autoscaler_unschedulable_pods_count)', '{{type}}')],
      ),
    )
    .withRow(new RowBuilder('Nodes'))
    .withPanel(
      graph(
        {
          title: 'Nodes by state',
          description: 'As the cluster autoscaler counts them.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [promql('sum by (state) (cluster_autoscaler_nodes_count)', '{{state}}')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Nodes added and removed',
          description: 'In each interval, and attempts that failed.',
          unit: 'short',
          abreast: 3,
        },
        [
          promql(
            'sum(increase(cluster_autoscaler_scaled_up_nodes_total[$__rate_interval]))',
            'added',
          ),
          promql(
            'sum(increase(cluster_autoscaler_scaled_down_nodes_total[$__rate_interval]))',
            'removed',
          ),
          promql(
            'sum(increase(cluster_autoscaler_failed_scale_ups_total[$__rate_interval]))',
            'failed',
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'CPU promised',
          description: 'What pods asked for, beside what nodes can give.',
          unit: 'short',
          abreast: 3,
        },
        [
          promql('sum(kube_pod_container_resource_requests{resource="cpu",node!=""})', 'promised'),
          promql('sum(kube_node_status_allocatable{resource="cpu"})', 'there'),
        ],
      ),
    );
}
