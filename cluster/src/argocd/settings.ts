/** A program of Argo CD, or what it keeps its answers in. */
export type Part = 'redis' | 'repoServer' | 'controller' | 'server';

/** Data of the config maps `argocd-cm` and `argocd-cmd-params-cm`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Keys of the two config maps that pods get by environment (Argo CD, manifests/base): the variable,
 * and whom it is for. Everything else in `argocd-cm` the programs read from the cluster themselves.
 */
const variables: readonly (readonly [key: string, variable: string, ...parts: Part[]])[] = [
  ['timeout.reconciliation', 'ARGOCD_RECONCILIATION_TIMEOUT', 'controller', 'repoServer'],
  ['timeout.hard.reconciliation', 'ARGOCD_HARD_RECONCILIATION_TIMEOUT', 'controller'],
  ['timeout.reconciliation.jitter', 'ARGOCD_RECONCILIATION_JITTER', 'controller'],
  ['application.namespaces', 'ARGOCD_APPLICATION_NAMESPACES', 'controller', 'server'],
  ['log.format.timestamp', 'ARGOCD_LOG_FORMAT_TIMESTAMP', 'controller', 'server', 'repoServer'],
  ['redis.compression', 'REDIS_COMPRESSION', 'controller', 'server', 'repoServer'],
  ...controller({
    'controller.app.state.cache.expiration': 'ARGOCD_APP_STATE_CACHE_EXPIRATION',
    'controller.default.cache.expiration': 'ARGOCD_DEFAULT_CACHE_EXPIRATION',
    'controller.diff.server.side': 'ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF',
    'controller.ignore.normalizer.jq.timeout': 'ARGOCD_IGNORE_NORMALIZER_JQ_TIMEOUT',
    'controller.k8sclient.retry.base.backoff': 'ARGOCD_K8SCLIENT_RETRY_BASE_BACKOFF',
    'controller.k8sclient.retry.max': 'ARGOCD_K8SCLIENT_RETRY_MAX',
    'controller.kubectl.parallelism.limit':
      'ARGOCD_APPLICATION_CONTROLLER_KUBECTL_PARALLELISM_LIMIT',
    'controller.log.format': 'ARGOCD_APPLICATION_CONTROLLER_LOGFORMAT',
    'controller.log.level': 'ARGOCD_APPLICATION_CONTROLLER_LOGLEVEL',
    'controller.metrics.cache.expiration': 'ARGOCD_APPLICATION_CONTROLLER_METRICS_CACHE_EXPIRATION',
    'controller.operation.processors': 'ARGOCD_APPLICATION_CONTROLLER_OPERATION_PROCESSORS',
    'controller.repo.error.grace.period.seconds': 'ARGOCD_REPO_ERROR_GRACE_PERIOD_SECONDS',
    'controller.repo.server.timeout.seconds':
      'ARGOCD_APPLICATION_CONTROLLER_REPO_SERVER_TIMEOUT_SECONDS',
    'controller.resource.health.persist': 'ARGOCD_APPLICATION_CONTROLLER_PERSIST_RESOURCE_HEALTH',
    'controller.self.heal.backoff.cap.seconds':
      'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_BACKOFF_CAP_SECONDS',
    'controller.self.heal.backoff.cooldown.seconds':
      'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_BACKOFF_COOLDOWN_SECONDS',
    'controller.self.heal.backoff.factor': 'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_BACKOFF_FACTOR',
    'controller.self.heal.backoff.timeout.seconds':
      'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_BACKOFF_TIMEOUT_SECONDS',
    'controller.self.heal.timeout.seconds':
      'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_TIMEOUT_SECONDS',
    'controller.sharding.algorithm': 'ARGOCD_CONTROLLER_SHARDING_ALGORITHM',
    'controller.status.processors': 'ARGOCD_APPLICATION_CONTROLLER_STATUS_PROCESSORS',
    'controller.sync.timeout.seconds': 'ARGOCD_APPLICATION_CONTROLLER_SYNC_TIMEOUT',
    'controller.sync.wave.delay.seconds': 'ARGOCD_SYNC_WAVE_DELAY',
  }),
  ['reposerver.default.cache.expiration', 'ARGOCD_DEFAULT_CACHE_EXPIRATION', 'repoServer'],
  ['reposerver.enable.git.submodule', 'ARGOCD_GIT_MODULES_ENABLED', 'repoServer'],
  ['reposerver.git.request.timeout', 'ARGOCD_GIT_REQUEST_TIMEOUT', 'repoServer'],
  ['reposerver.log.format', 'ARGOCD_REPO_SERVER_LOGFORMAT', 'repoServer'],
  ['reposerver.log.level', 'ARGOCD_REPO_SERVER_LOGLEVEL', 'repoServer'],
  ['reposerver.parallelism.limit', 'ARGOCD_REPO_SERVER_PARALLELISM_LIMIT', 'repoServer'],
  ['reposerver.repo.cache.expiration', 'ARGOCD_REPO_CACHE_EXPIRATION', 'repoServer'],
  ['server.basehref', 'ARGOCD_SERVER_BASEHREF', 'server'],
  ['server.enable.gzip', 'ARGOCD_SERVER_ENABLE_GZIP', 'server'],
  ['server.insecure', 'ARGOCD_SERVER_INSECURE', 'server'],
  ['server.log.format', 'ARGOCD_SERVER_LOGFORMAT', 'server'],
  ['server.log.level', 'ARGOCD_SERVER_LOG_LEVEL', 'server'],
  ['server.repo.server.timeout.seconds', 'ARGOCD_SERVER_REPO_SERVER_TIMEOUT_SECONDS', 'server'],
  ['server.rootpath', 'ARGOCD_SERVER_ROOTPATH', 'server'],
  ['server.x.frame.options', 'ARGOCD_SERVER_X_FRAME_OPTIONS', 'server'],
];

/** Keys of `argocd-cmd-params-cm` that say where something is; on one machine it is elsewhere. */
const places =
  /^(redis\.(server|db)|repo\.server|commit\.server|otlp\..*|.*\.listen\.address|.*\.tls\..*|.*\.repo\.server\.(plaintext|strict\.tls)|reposerver\.disable\.tls|server\.(dex\.server.*|staticassets|disable\.auth))$/;
/** Parts that the release does not run. */
const elsewhere = /^(applicationsetcontroller|notificationscontroller|dexserver|commitserver)\./;

/**
 * The variables that the release gives one part.
 *
 * @param settings - data of `argocd-cm` and `argocd-cmd-params-cm`, together
 */
export function environmentOf(part: Part, settings: Settings): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [key, variable, ...parts] of variables) {
    const value = settings[key];
    if (value !== undefined && parts.includes(part)) environment[variable] = value;
  }
  return environment;
}

/** Keys of `argocd-cmd-params-cm` that would reach a pod, and do not reach a process here. */
export function unknownSettings(parameters: Settings): string[] {
  const known = new Set(variables.map(([key]) => key));
  return Object.keys(parameters).filter(
    (key) => !(known.has(key) || places.test(key) || elsewhere.test(key)),
  );
}

function controller(rows: Readonly<Record<string, string>>): [string, string, Part][] {
  return Object.entries(rows).map(([key, variable]) => [key, variable, 'controller']);
}
