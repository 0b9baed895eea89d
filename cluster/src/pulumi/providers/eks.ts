import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { main } from '@pulumi/pulumi/provider/server.js';
import {
  createEksChildren,
  issuerOf,
  remoteCluster,
} from '../../../../infra/recording/eks-children.ts';
import { assertLoopback } from '../../control-plane/loopback.ts';

/** Names a file with the kubeconfig, as JSON, of the cluster that stands behind every EKS cluster. */
export const kubeconfigVariable = 'TIDECAST_KUBECONFIG';

/**
 * The provider of EKS: it makes what the real one makes of a cluster, through the provider of AWS,
 * and hands out the kubeconfig of a control plane on this machine.
 *
 * @param args - what the engine gives a plugin
 */
export async function serveEks(args: string[]): Promise<void> {
  const { version } = createRequire(import.meta.url)('@pulumi/eks/package.json');
  const kubeconfig = readKubeconfig();
  await main(
    {
      version: String(version),
      construct: async (name, type, inputs, options) => {
        if (type !== remoteCluster) throw new Error(`The stand-in for EKS makes no ${type}`);
        const component = new ClusterComponent(name, options);
        const { cluster, oidcProvider } = createEksChildren(
          name,
          inputs,
          { parent: component },
          (made) => afterwards(made, kubeconfig),
        );
        const issuer = issuerOf(cluster);
        const { clusterSecurityGroupId } = cluster.vpcConfig;
        const state = {
          eksCluster: cluster,
          kubeconfig: afterwards(cluster, kubeconfig).apply((text) => JSON.parse(text)),
          kubeconfigJson: afterwards(cluster, kubeconfig),
          clusterSecurityGroupId,
          nodeSecurityGroupId: clusterSecurityGroupId,
          clusterIngressRuleId: '',
          defaultNodeGroupAsgName: '',
          fargateProfileId: '',
          fargateProfileStatus: '',
          instanceRoles: [],
          oidcProviderArn: oidcProvider.arn,
          oidcProviderUrl: issuer,
          oidcIssuer: issuer.apply((url) => url.replace('https://', '')),
          autoModeNodeRoleName: '',
        };
        component.finish(state);
        return { urn: component.urn, state };
      },
    },
    args,
  );
}

/** Registered without inputs, as the real one is: see infra/recording/eks-children.ts. */
class ClusterComponent extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super(remoteCluster, name, {}, options);
  }

  finish(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

/** Unlike that of EKS it holds a token. It is known once there is a cluster. */
function afterwards(cluster: aws.eks.Cluster, kubeconfig: string): pulumi.Output<string> {
  return pulumi.secret(cluster.endpoint.apply(() => kubeconfig));
}

/** @throws Error for one whose server is not on this machine */
function readKubeconfig(): string {
  const file = process.env[kubeconfigVariable];
  if (file === undefined) throw new Error(`${kubeconfigVariable} names no kubeconfig`);
  const kubeconfig = JSON.parse(readFileSync(file, 'utf8'));
  for (const { cluster } of kubeconfig.clusters) assertLoopback(String(cluster.server));
  return JSON.stringify(kubeconfig);
}
