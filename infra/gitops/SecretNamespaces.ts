import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { clusterSecrets, secretNamespaces } from '@tidecast/platform/gitops/values';
import type { ClientCredentials } from '../identity/AdminSignIn.ts';

export interface SecretNamespacesArgs {
  /** Reaches the cluster. */
  readonly provider: k8s.Provider;
  /** The key that the API signs playback cookies with, PEM. */
  readonly signingKeyPem: pulumi.Input<string>;
  readonly argocdSignIn: ClientCredentials;
  readonly grafanaSignIn: ClientCredentials;
  /** Password of Grafana's own account, which its sidecars use. */
  readonly grafanaPassword: pulumi.Input<string>;
  /** What must exist until the namespaces are empty: volumes need their driver to be deleted. */
  readonly after: readonly pulumi.Resource[];
}

type NamespaceName = keyof typeof secretNamespaces;
type ClusterSecret = (typeof clusterSecrets)[keyof typeof clusterSecrets];

/**
 * Which pods each namespace admits (Kubernetes, "Pod Security Standards"), and other labels. Node
 * monitoring runs in kube-system; what its charts install here is not ours to harden.
 */
const labels: Readonly<Record<NamespaceName, Readonly<Record<string, string>>>> = {
  argocd: { 'pod-security.kubernetes.io/enforce': 'restricted' },
  monitoring: {
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/warn': 'restricted',
  },
  video: {
    'pod-security.kubernetes.io/enforce': 'restricted',
    // A pod is ready when its load balancer says so; the controller looks for this.
    'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled',
  },
};

/** Argo CD reads credentials only from secrets with this label. */
const partOfArgoCd = { 'app.kubernetes.io/part-of': 'argocd' };

/** The namespaces whose secrets come from outside the cluster, with those secrets. */
export class SecretNamespaces extends pulumi.ComponentResource {
  /** Name of Argo CD's namespace, once it exists. */
  readonly argocd: pulumi.Output<string>;
  readonly secrets: readonly pulumi.Resource[];

  readonly #name: string;
  readonly #args: SecretNamespacesArgs;

  constructor(name: string, args: SecretNamespacesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:gitops:SecretNamespaces', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const { playbackKey, argocdSignIn, grafana } = clusterSecrets;
    const argocd = this.#createNamespace('argocd');
    const monitoring = this.#createNamespace('monitoring');
    const video = this.#createNamespace('video');

    this.argocd = argocd.metadata.name;
    this.secrets = [
      this.#createSecret('playback-key', playbackKey, video, {
        [playbackKey.keys.privateKey]: args.signingKeyPem,
      }),
      this.#createSecret(
        'argocd-sign-in',
        argocdSignIn,
        argocd,
        signIn(argocdSignIn, args.argocdSignIn),
        partOfArgoCd,
      ),
      this.#createSecret('grafana-sign-in', grafana, monitoring, {
        ...signIn(grafana, args.grafanaSignIn),
        [grafana.keys.user]: 'admin',
        [grafana.keys.password]: args.grafanaPassword,
      }),
    ];
    this.registerOutputs({ argocd: this.argocd });
  }

  #createNamespace(name: NamespaceName): k8s.core.v1.Namespace {
    return new k8s.core.v1.Namespace(
      `${this.#name}-${name}`,
      { metadata: { name: secretNamespaces[name], labels: labels[name] } },
      { parent: this, provider: this.#args.provider, dependsOn: [...this.#args.after] },
    );
  }

  #createSecret(
    suffix: string,
    { name }: ClusterSecret,
    namespace: k8s.core.v1.Namespace,
    values: Readonly<Record<string, pulumi.Input<string>>>,
    secretLabels?: Readonly<Record<string, string>>,
  ): k8s.core.v1.Secret {
    return new k8s.core.v1.Secret(
      `${this.#name}-${suffix}`,
      {
        metadata: {
          name,
          namespace: namespace.metadata.name,
          ...(secretLabels && { labels: secretLabels }),
        },
        stringData: pulumi.secret({ ...values }),
      },
      { parent: this, provider: this.#args.provider },
    );
  }
}

function signIn(
  { keys }: typeof clusterSecrets.argocdSignIn | typeof clusterSecrets.grafana,
  { clientId, clientSecret }: ClientCredentials,
) {
  return { [keys.clientId]: clientId, [keys.clientSecret]: clientSecret };
}
