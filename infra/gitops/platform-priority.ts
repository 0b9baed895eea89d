/**
 * The priority of what runs and monitors the platform: Argo CD, Prometheus, Alertmanager, Grafana,
 * external-dns and what they need. It is above the API's (`high-priority`, a million), so that a
 * crowd of viewers never evicts the tools to see and control it; and below Kubernetes' own
 * (`system-*`), which nodes cannot do without. So a spike evicts only pause pods.
 *
 * The platform may evict others itself: when the autoscaled API has filled every node, a drained
 * platform pod replaces the API's last replica instead of waiting for ever.
 *
 * Pulumi creates it, because Argo CD needs it before anything else exists.
 */
export const platformPriority = {
  name: 'platform-critical',
  // Kubernetes reserves values above a billion.
  value: 10_000_000,
  description:
    'What keeps the platform going and watches it. Only pause pods and the API give way.',
} as const;
