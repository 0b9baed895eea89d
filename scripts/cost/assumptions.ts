/**
 * What the program cannot know, because Argo CD creates it or because it depends on use. The tables
 * state all of it: replace a figure here with what you measure.
 */

/** What Argo CD creates in AWS, through the controllers in the cluster. */
export const cluster = {
  /** One for the API, and one shared by Argo CD and Grafana. */
  loadBalancers: 2,
  /** An internet-facing load balancer has one in each zone that it spans. */
  addressesPerLoadBalancer: 3,
  /** The pause pods of the overprovisioner fill a node that would otherwise not be needed. */
  spareNodes: 1,
  /** GB that the monitoring charts claim: Prometheus 30, Alertmanager 2. */
  claimedGb: 32,
} as const;

/** GB a month written to a log group while nobody uses the service, by the end of its name. */
export const idleLogGb = {
  /** All five logs of the control plane. Controllers that watch the cluster fill the audit log. */
  '-cluster-logs': 15,
  /** Every accepted and refused connection of a few nodes. */
  '-flow-logs': 5,
  /** Requests that the firewall blocked or counted. */
  '-firewall-log': 0.1,
} as const;

/** GB a month of a log group that {@link idleLogGb} does not name, such as a function's. */
export const otherLogGb = 0.1;

/** Fraction of the size that CloudWatch Logs bills for storage, which is compressed. */
export const logCompression = 0.15;

/** GB of the 50 images that the registry keeps, of 100 MB each. */
export const imageGb = 5;

/** GB in each table, indexes included: some hundred thousand videos. */
export const tableGb = 1;

/**
 * Requests that Lambda makes to find a queue empty: five pollers, each asking every 20 s (Lambda
 * Developer Guide, "Using Lambda with Amazon SQS"; SQS long polling waits 20 s at most).
 */
export const emptyReceivesPerMonth = 5 * 3 * 60 * 730;

export const viewing = {
  /**
   * Fraction of segments served from the edge's cache. AWS assumes 0.99 for a popular stream; a
   * library of many videos with few viewers each has less.
   */
  hitRatio: 0.95,
  /** Minutes that one person watches one video. */
  sessionMinutes: 30,
  /** Playlists, poster, captions, seek preview, and the API's calls, of one session. */
  otherRequestsPerSession: 20,
  /** Read units of one session: the video's record for the page, the grant and the progress. */
  tableReadsPerSession: 6,
  /** Write units of one session: the view counted once, rate-limit points. */
  tableWritesPerSession: 6,
} as const;
