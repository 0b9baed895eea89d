import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { StorageClasses } from '../cluster/StorageClasses.ts';
import type { ClientCredentials } from '../identity/AdminSignIn.ts';
import { argocdChart, argocdChartValues } from './argocd-chart.ts';
import { platformPriority } from './platform-priority.ts';
import { RootApplication } from './RootApplication.ts';
import { SecretNamespaces } from './SecretNamespaces.ts';

export interface GitOpsArgs {
  /** Kubeconfig of the cluster, as JSON. */
  readonly kubeconfig: pulumi.Input<string>;
  /** What must exist before pods can run, resolve names and get volumes. */
  readonly clusterReady: readonly pulumi.Resource[];
  /** The key that the API signs playback cookies with, PEM. Secret. */
  readonly signingKeyPem: pulumi.Input<string>;
  /** OpenID issuer of both sign-ins: the user pool. */
  readonly issuer: pulumi.Input<string>;
  readonly argocdSignIn: ClientCredentials;
  readonly grafanaSignIn: ClientCredentials;
  /** Passed to Argo CD as they are; they contain nothing secret. */
  readonly values: pulumi.Output<GitOpsValues>;
}

/** Time limit for a first start of Argo CD in seconds, including pulling images to new nodes. */
const releaseTimeout = 600;

/**
 * Makes a cluster follow git: Argo CD, the secrets that cannot be in git, and the Application that
 * deploys everything else. From here on Pulumi owns what is outside the cluster, and Argo CD what
 * is inside.
 */
export class GitOps extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: GitOpsArgs;

  constructor(name: string, args: GitOpsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:gitops:GitOps', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const child = { parent: this };
    const { clusterReady } = args;

    const provider = this.#connect();
    const storage = new StorageClasses(`${name}-storage`, { provider }, child);
    const namespaces = new SecretNamespaces(
      `${name}-namespaces`,
      {
        provider,
        signingKeyPem: args.signingKeyPem,
        argocdSignIn: args.argocdSignIn,
        grafanaSignIn: args.grafanaSignIn,
        grafanaPassword: this.#drawPassword(),
        after: clusterReady,
      },
      child,
    );
    const priority = this.#createPriority(provider);
    const argocd = this.#installArgoCd(provider, namespaces, priority);
    new RootApplication(
      `${name}-root`,
      {
        provider,
        namespace: namespaces.argocd,
        values: args.values,
        after: [...clusterReady, storage, ...namespaces.secrets, argocd],
      },
      child,
    );
    this.registerOutputs({});
  }

  #connect(): k8s.Provider {
    return new k8s.Provider(
      `${this.#name}-cluster`,
      {
        kubeconfig: pulumi.secret(this.#args.kubeconfig),
        enableServerSideApply: true,
        // Overwrites changes that somebody has made in the cluster.
        enablePatchForce: true,
        // Replacing a secret would remove it for a moment, and pods that start then would fail.
        enableSecretMutable: true,
      },
      { parent: this },
    );
  }

  #drawPassword(): pulumi.Output<string> {
    const password = new random.RandomPassword(
      `${this.#name}-grafana-password`,
      { length: 40, special: false },
      { parent: this },
    );
    return password.result;
  }

  #createPriority(provider: k8s.Provider): k8s.scheduling.v1.PriorityClass {
    const { name, ...priority } = platformPriority;
    return new k8s.scheduling.v1.PriorityClass(
      `${this.#name}-platform-priority`,
      {
        metadata: { name },
        ...priority,
        globalDefault: false,
        preemptionPolicy: 'PreemptLowerPriority',
      },
      { parent: this, provider },
    );
  }

  #installArgoCd(
    provider: k8s.Provider,
    namespaces: SecretNamespaces,
    priority: k8s.scheduling.v1.PriorityClass,
  ): k8s.helm.v3.Release {
    const { values, issuer, argocdSignIn, clusterReady } = this.#args;
    return new k8s.helm.v3.Release(
      `${this.#name}-argocd`,
      {
        name: 'argocd',
        chart: argocdChart.name,
        version: argocdChart.version,
        repositoryOpts: { repo: argocdChart.repository },
        namespace: namespaces.argocd,
        values: pulumi
          .all([values, issuer, argocdSignIn.clientId])
          .apply(([known, pool, clientId]) => argocdChartValues(known, { issuer: pool, clientId })),
        // A failed installation leaves nothing behind, so that the next `pulumi up` can try again.
        atomic: true,
        timeout: releaseTimeout,
        maxHistory: 3,
      },
      // Argo CD reads its credentials when it starts.
      { parent: this, provider, dependsOn: [...clusterReady, ...namespaces.secrets, priority] },
    );
  }
}
