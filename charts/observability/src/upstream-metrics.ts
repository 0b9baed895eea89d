/**
 * Metrics of other programs that our dashboards and rules use, each with where its exporter
 * documents it. They may use only these and our own.
 */

export interface Exporter {
  readonly exporter: string;
  /** Where the names are documented. */
  readonly source: string;
  readonly metrics: readonly string[];
}

/** What Prometheus scrapes in the cluster. */
export const exporters: readonly Exporter[] = [
  {
    exporter: 'Prometheus itself, of every target',
    source: 'https://prometheus.io/docs/concepts/jobs_instances/',
    metrics: ['up'],
  },
  {
    exporter: 'kube-state-metrics',
    source: 'https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics',
    metrics: [
      'kube_deployment_spec_replicas',
      'kube_deployment_status_condition',
      'kube_deployment_status_replicas_available',
      'kube_horizontalpodautoscaler_spec_max_replicas',
      'kube_horizontalpodautoscaler_spec_min_replicas',
      'kube_horizontalpodautoscaler_spec_target_metric',
      'kube_horizontalpodautoscaler_status_current_replicas',
      'kube_horizontalpodautoscaler_status_desired_replicas',
      'kube_horizontalpodautoscaler_status_target_metric',
      'kube_node_info',
      'kube_node_status_allocatable',
      'kube_node_status_condition',
      'kube_pod_container_resource_limits',
      'kube_pod_container_resource_requests',
      'kube_pod_container_status_restarts_total',
      'kube_pod_container_status_waiting_reason',
      'kube_pod_info',
      'kube_pod_status_phase',
    ],
  },
  {
    exporter: 'node-exporter',
    source: 'https://github.com/prometheus/node_exporter/tree/master/collector',
    metrics: [
      'node_cpu_seconds_total',
      'node_filesystem_avail_bytes',
      'node_filesystem_size_bytes',
      'node_memory_MemAvailable_bytes',
      'node_memory_MemTotal_bytes',
      'node_uname_info',
    ],
  },
  {
    exporter: 'cAdvisor, in the kubelet',
    source: 'https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md',
    metrics: [
      'container_cpu_usage_seconds_total',
      'container_memory_working_set_bytes',
      'container_network_receive_bytes_total',
      'container_network_transmit_bytes_total',
    ],
  },
  {
    exporter: 'the kubelet',
    source: 'https://kubernetes.io/docs/reference/instrumentation/metrics/',
    metrics: [
      'kubelet_certificate_manager_server_ttl_seconds',
      'kubelet_running_pods',
      'kubelet_volume_stats_available_bytes',
      'kubelet_volume_stats_capacity_bytes',
    ],
  },
  {
    exporter: 'Argo CD’s application controller',
    source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/',
    metrics: ['argocd_app_info', 'argocd_app_reconcile_count', 'argocd_app_sync_total'],
  },
  {
    exporter: 'cluster-autoscaler',
    source:
      'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/proposals/metrics.md',
    metrics: [
      'cluster_autoscaler_cluster_safe_to_autoscale',
      'cluster_autoscaler_failed_scale_ups_total',
      'cluster_autoscaler_nodes_count',
      'cluster_autoscaler_scaled_down_nodes_total',
      'cluster_autoscaler_scaled_up_nodes_total',
      'cluster_autoscaler_unschedulable_pods_count',
    ],
  },
];

export interface CloudWatchNamespace {
  readonly namespace: string;
  /** Where names and dimensions are documented. */
  readonly source: string;
  /** By name, the sets of dimensions that the metric exists with. */
  readonly metrics: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** What AWS itself publishes in CloudWatch. */
export const cloudWatchNamespaces: readonly CloudWatchNamespace[] = [
  {
    namespace: 'AWS/SQS',
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    metrics: {
      ApproximateAgeOfOldestMessage: [['QueueName']],
      ApproximateNumberOfMessagesNotVisible: [['QueueName']],
      ApproximateNumberOfMessagesVisible: [['QueueName']],
    },
  },
  {
    namespace: 'AWS/Lambda',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    metrics: {
      Duration: [['FunctionName']],
      Errors: [['FunctionName']],
      Invocations: [['FunctionName']],
      Throttles: [['FunctionName']],
    },
  },
  {
    namespace: 'AWS/MediaConvert',
    source: 'AWS Elemental MediaConvert User Guide, "Monitoring with CloudWatch metrics"',
    metrics: {
      JobsCompletedCount: [['Queue']],
      JobsErroredCount: [['Queue']],
      StandbyTime: [['Queue']],
      TranscodingTime: [['Queue']],
    },
  },
  {
    namespace: 'AWS/IVS',
    source: 'https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/stream-health.html',
    metrics: {
      ConcurrentStreams: [[], ['Health']],
      ConcurrentViews: [[], ['Channel']],
      IngestBitrate: [[], ['Channel']],
      IngestFramerate: [[], ['Channel'], ['Channel', 'Track']],
      KeyframeInterval: [['Channel'], ['Channel', 'Track']],
    },
  },
  {
    namespace: 'AWS/IVSChat',
    source: 'https://docs.aws.amazon.com/ivs/latest/ChatUserGuide/chat-health.html',
    metrics: {
      ConcurrentChatConnections: [[]],
      InvocationErrors: [['Uri']],
      MessagingDeliveries: [[]],
      MessagingRequests: [[]],
      Requests: [['Action']],
      ResponseValidationErrors: [['Uri']],
    },
  },
];
