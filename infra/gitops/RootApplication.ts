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
  /** All that the charts must know. Nothing secret: anybody who can see the Application sees it. */
  readonly values: pulumi.Input<GitOpsValues>;
  /** What must exist before Argo CD starts to work, and until it has cleaned up. */
  readonly after: readonly pulumi.Resource[];
}

/** Makes Argo CD delete what the Application created before Kubernetes deletes the Application. */
const cascade = 'resources-finalizer.argocd.argoproj.io';

/**
 * The Application that deploys all others, in its own project. `pulumi up` does not wait for them:
 * the API needs an image, which can be released only once the registry exists.
 *
 * `pulumi destroy` does wait: Argo CD takes down everything, load balancers and volumes above all,
 * before Argo CD itself, the nodes and the network are deleted. If Argo CD is gone or stuck, the
 * finalizer keeps the Application, and Pulumi gives up after the timeout below.
 * `scripts/clear-cluster/main.ts` then does what Argo CD would have done (docs/deploy.md), and destroy
 * can continue. Removing the finalizer is not enough, because all other Applications have one too.
 * If the cluster itself is gone, run `PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy`: Pulumi
 * then forgets what was in it.
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
        // Argo CD could not even delete the Application without its project.
        dependsOn: [...args.after, project],
        // Deleting load balancers takes minutes, and the nodes wait for them.
        customTimeouts: { delete: '20m' },
      },
    );
    this.registerOutputs({});
  }
}
