/** Pods that KWOK leaves alone, because the caller plays their kubelet. */
export interface PodsOfOthers {
  readonly namespace: string;
  /** Labels that the pods have, all of them. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface PodOptions {
  /** Milliseconds from a pod's place on a node to its being ready. 0 if it is not said. */
  readonly readyAfterMs?: number;
  /** Milliseconds from a pod's deletion to its end. 0 if it is not said. */
  readonly goneAfterMs?: number;
  /**
   * Images that no registry has, as a regular expression (RE2). Tags and digests of nothing but
   * zeroes if it is not said.
   */
  readonly missingImages?: string;
  readonly keptFromKwok?: readonly PodsOfOthers[];
}

/** On a pod, as a Go duration such as `5s`: it is ready so long after it has got its node. */
export const readyAfterAnnotation = 'rehearsal.tidecast/ready-after';
/** On a node or pod, with any value: it no longer reports its status. */
export const lostLabel = 'rehearsal.tidecast/lost';

const noSuchImage = String.raw`:(sha-0+|v?0\.0\.0)$|@sha256:0+$`;

/** What KWOK does with nodes and pods, as its configuration file. */
export function kwokConfiguration(options: PodOptions = {}): string {
  return stages(options)
    .map((stage) => JSON.stringify(stage))
    .join('\n---\n');
}

function stages(options: PodOptions): readonly object[] {
  const { readyAfterMs = 0, goneAfterMs = 0, missingImages = noSuchImage } = options;
  const ours = (options.keptFromKwok ?? []).map((pods) => `${isOneOf(pods)} | not`);
  const lives = '.metadata.deletionTimestamp == null';
  const fresh = '.status.podIP == null';
  const missing = `.spec.containers | any(.image | test(${JSON.stringify(missingImages)}))`;
  return [
    stage('node-up', 'Node', [`${holds('Ready')} | not`, isThere], {
      next: { statusTemplate: nodeUp },
    }),
    stage('pod-runs', 'Pod', [...ours, lives, fresh, `${missing} | not`], {
      delay: {
        durationMilliseconds: readyAfterMs,
        durationFrom: { expressionFrom: `.metadata.annotations["${readyAfterAnnotation}"]` },
      },
      next: { statusTemplate: podRuns },
    }),
    stage('pod-waits-for-its-image', 'Pod', [...ours, lives, fresh, missing], {
      next: { statusTemplate: podWaits },
    }),
    stage(
      'pod-passes-its-gates',
      'Pod',
      [...ours, lives, `${holds('Ready')} | not`, holds('ContainersReady'), gatesHold],
      { next: { statusTemplate: ready } },
    ),
    stage(
      'pod-of-a-job-completes',
      'Pod',
      [
        ...ours,
        lives,
        '.status.phase == "Running"',
        '.metadata.ownerReferences // [] | any(.kind == "Job")',
      ],
      { next: { statusTemplate: podCompletes } },
    ),
    stage(
      'pod-ends',
      'Pod',
      [
        ...ours,
        '.metadata.deletionTimestamp != null',
        '.metadata.finalizers // [] | length == 0',
        isThere,
      ],
      { delay: { durationMilliseconds: goneAfterMs }, next: { delete: true } },
    ),
  ];
}

/** @param conditions - in jq, all of which must be true */
function stage(name: string, kind: string, conditions: readonly string[], what: object): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: {
        matchExpressions: conditions.map((key) => ({ key, operator: 'In', values: ['true'] })),
      },
      ...what,
    },
  };
}

function isOneOf({ namespace, labels }: PodsOfOthers): string {
  const conditions = [
    `.metadata.namespace == ${JSON.stringify(namespace)}`,
    ...Object.entries(labels).map(
      ([key, value]) => `.metadata.labels[${JSON.stringify(key)}] == ${JSON.stringify(value)}`,
    ),
  ];
  return `(${conditions.join(' and ')})`;
}

function holds(type: string): string {
  return `.status.conditions // [] | any(.type == "${type}" and .status == "True")`;
}

const isThere = `.metadata.labels["${lostLabel}"] == null`;

const gatesHold =
  '(.status.conditions // [] | map(select(.status == "True").type)) as $held | .spec.readinessGates // [] | length > 0 and all(.conditionType | IN($held[]))';

const ready = `
conditions:
- type: Ready
  status: "True"
  reason: ""
  message: ""
  lastProbeTime: null
  lastTransitionTime: {{ Now | Quote }}
`;

/** A node that starts to answer; its address and what it offers are said by who made it. */
const nodeUp = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
phase: Running
`;

const address = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
`;

const containerStart = (list: string) => `
{{ range .spec.${list} }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  restartCount: 0
`;

/** Every container runs; init containers have ended, but for those that run beside the others. */
const podRuns = `
{{ $now := Now }}
conditions:
- type: Initialized
  status: "True"
  lastProbeTime: null
  lastTransitionTime: {{ $now | Quote }}
- type: ContainersReady
  status: "True"
  lastProbeTime: null
  lastTransitionTime: {{ $now | Quote }}
- type: Ready
  status: {{ if .spec.readinessGates }}"False"{{ else }}"True"{{ end }}
  reason: {{ if .spec.readinessGates }}"ReadinessGatesNotReady"{{ else }}""{{ end }}
  lastProbeTime: null
  lastTransitionTime: {{ $now | Quote }}
{{ if .spec.initContainers }}
initContainerStatuses:
${containerStart('initContainers')}
  ready: true
{{ if eq (or .restartPolicy "") "Always" }}
  started: true
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ else }}
  started: false
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
{{ end }}
{{ end }}
{{ end }}
containerStatuses:
${containerStart('containers')}
  ready: true
  started: true
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
${address}
phase: Running
startTime: {{ $now | Quote }}
`;

/** Conditions of a pod whose containers do not serve. */
const notReady = (reason: string) =>
  ['ContainersReady', 'Ready']
    .map(
      (type) => `- type: ${type}
  status: "False"
  reason: ${reason}
  lastProbeTime: null
  lastTransitionTime: {{ $now | Quote }}`,
    )
    .join('\n');

const podWaits = `
{{ $now := Now }}
conditions:
- type: Initialized
  status: "True"
  lastProbeTime: null
  lastTransitionTime: {{ $now | Quote }}
${notReady('ContainersNotReady')}
containerStatuses:
${containerStart('containers')}
  ready: false
  started: false
  state:
    waiting:
      reason: ImagePullBackOff
      message: no registry has this image
{{ end }}
${address}
phase: Pending
startTime: {{ $now | Quote }}
`;

const podCompletes = `
{{ $now := Now }}
conditions:
${notReady('PodCompleted')}
containerStatuses:
${containerStart('containers')}
  ready: false
  started: false
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
{{ end }}
phase: Succeeded
`;
