/**
 * How long a connection on the way from the edge to the API may be silent, in seconds. Each must be
 * given up by whoever asks before whoever answers closes it: a request that crosses the close is lost.
 */
export const connectionSeconds = {
  /** Event streams say something as often as that. */
  heartbeat: 15,
  /** The edge waits so long for an answer to begin or to go on. */
  edgeRead: 60,
  /** The edge keeps a connection to the load balancer that nobody uses. */
  edgeKeepAlive: 50,
  /** The load balancer keeps one to either side: `ingress.idleTimeoutSeconds` of charts/api. */
  loadBalancerIdle: 60,
  /** The API keeps one to the load balancer. */
  apiKeepAlive: 65,
} as const;
