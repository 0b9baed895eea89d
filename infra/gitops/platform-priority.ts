/**
 * The priority of what keeps the platform going and watches it: Argo CD, Prometheus, Alertmanager,
 * Grafana, external-dns and what they need. Above the API's (`high-priority`, a million), so that a
 * crowd of viewers never pushes out what lets people see and steer it; below Kubernetes' own
 * (`system-*`), which nodes cannot do without. A spike pushes out pause pods, then, and nothing else.
 *
 * It may push others out itself: where the autoscaled API has taken every node, a pod of the platform
 * that was drained comes back in the place of the API's last replica, and not never.
 *
 * Pulumi makes it, because Argo CD asks for it before anything else is there.
 */
export const platformPriority = {
  name: 'platform-critical',
  // Kubernetes keeps what is above a thousand million for itself.
  value: 10_000_000,
  description:
    'What keeps the platform going and watches it. Only pause pods and the API give way.',
} as const;
