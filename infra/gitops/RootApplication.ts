import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { rootApplicationName } from '@tidecast/platform/naming/stack';
import { bootstrapProject, bootstrapProjectSpec, rootApplicationSpec } from './root-application.ts';

export interface RootApplicationArgs {
  /** Reaches the cluster. */
  readonly provider: k8s.Provider;
  /** Argo CD's namespace. */
  readonly namespace: pulumi.Input<string>;
  /** All that the charts must know, and nothing secret: who may see the Application sees it. */
  readonly values: pulumi.Input<GitOpsValues>;
  /** What must be there before Argo CD starts to work, and until it has cleared up. */
  readonly after: readonly pulumi.Resource[];
}

/** Argo CD then deletes what the Application made, and Kubernetes the Application after that. */
const cascade = 'resources-finalizer.argocd.argoproj.io';

/**
 * The one Application that brings all others, in a project of its own. `pulumi up` does not wait for
 * what it brings: the API needs an image that is released only when the registry is there.
 *
 * `pulumi destroy` does wait: Argo CD takes down everything, load balancers and volumes above all,
 * before Argo CD itself, the nodes and the network go. That takes Argo CD; where it is gone or stuck,
 * the finalizer keeps the Application, and Pulumi gives up after the time below. Then
 * `scripts/clear-cluster.ts` does what Argo CD would have done (docs/deploy.md), and destroy goes on.
 * To take the finalizer off is not enough: all other Applications have one, too. Where the cluster
 * itself is gone, run `PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy`: Pulumi then forgets what
 * was in it.
 *
 * The repository is read without credentials. A private one needs a secret with the label
 * `argocd.argoproj.io/secret-type: repository` in Argo CD's namespace (Argo CD, "Declarative setup").
 */
export class RootApplication extends pulumi.ComponentResource {
  constructor(name: string, args: RootApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:gitops:RootApplication', name, {}, opts);
    const { provider, namespace } = args;
    const known = pulumi.output({ values: args.values, namespace });
    const object = { apiVersion: 'argoproj.io/v1alpha1' };
    const child = { parent: this, provider };

    const project = new k8s.apiextensions.CustomResource(
      `${name}-project`,
      {
        ...object,
        kind: 'AppProject',
        metadata: { name: bootstrapProject, namespace },
        spec: known.apply(({ values, namespace: own }) => bootstrapProjectSpec(values.git, own)),
      },
      { ...child, dependsOn: [...args.after] },
    );
    new k8s.apiextensions.CustomResource(
      `${name}-application`,
      {
        ...object,
        kind: 'Application',
        metadata: { name: rootApplicationName, namespace, finalizers: [cascade] },
        spec: known.apply(({ values, namespace: own }) => rootApplicationSpec(values, own)),
      },
      {
        ...child,
        // Without its project Argo CD could not even delete it.
        dependsOn: [...args.after, project],
        // Load balancers take minutes to go, and the nodes wait for them.
        customTimeouts: { delete: '20m' },
      },
    );
    this.registerOutputs({});
  }
}
