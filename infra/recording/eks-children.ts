import { createHash } from 'node:crypto';
import * as aws from '@pulumi/aws';
import type * as eks from '@pulumi/eks';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

/** Type of the component whose children the provider of @pulumi/eks creates in another process. */
export const remoteCluster = 'eks:index:Cluster';

export interface EksChildren {
  readonly cluster: aws.eks.Cluster;
  readonly oidcProvider: aws.iam.OpenIdConnectProvider;
}

/**
 * Thumbprint of the root certificate authority of EKS's issuers, which the provider would fetch.
 */
const issuerThumbprint = '9e99a48a9960b14926bb7f3b02e22da2b0ab7280';

/**
 * Creates what the provider of @pulumi/eks 4.3.0 creates for a cluster with access by IAM alone and
 * without its own node group, security groups and add-ons, under the same names and with the same
 * inputs. The component itself is registered without inputs: the provider is built with an SDK
 * (3.173) that does not pass on a component's inputs, so policies see only these children.
 *
 * @param opts - parent: the component
 * @throws Error for arguments that would create more than is known here
 */
export function createEksChildren(
  name: string,
  args: eks.ClusterArgs,
  opts: { readonly parent: pulumi.Resource; readonly provider?: pulumi.ProviderResource },
  kubeconfig: (cluster: aws.eks.Cluster) => pulumi.Input<string>,
): EksChildren {
  refuseMore(name, args);
  const role = createServiceRole(`${name}-eksRole`, opts);
  const cluster = new aws.eks.Cluster(`${name}-eksCluster`, clusterArgs(name, args, role.arn), {
    ...opts,
    ignoreChanges: [
      'accessConfig.bootstrapClusterCreatorAdminPermissions',
      'bootstrapSelfManagedAddons',
    ],
    dependsOn: role.attached,
  });
  new kubernetes.Provider(
    `${name}-eks-k8s`,
    { kubeconfig: kubeconfig(cluster) },
    { parent: opts.parent },
  );
  const oidcProvider = new aws.iam.OpenIdConnectProvider(
    `${name}-oidcProvider`,
    {
      clientIdLists: ['sts.amazonaws.com'],
      url: issuerOf(cluster),
      thumbprintLists: [issuerThumbprint],
    },
    opts,
  );
  return { cluster, oidcProvider };
}

/** The OpenID issuer of a cluster, with `https://`. */
export function issuerOf(cluster: aws.eks.Cluster): pulumi.Output<string> {
  return cluster.identities.apply((identities) => identities[0]?.oidcs?.[0]?.issuer ?? '');
}

function refuseMore(name: string, args: eks.ClusterArgs): void {
  const expected: Readonly<Record<string, boolean>> = {
    'authenticationMode: API': args.authenticationMode === 'API',
    createOidcProvider: args.createOidcProvider === true,
    skipDefaultNodeGroup: args.skipDefaultNodeGroup === true,
    skipDefaultSecurityGroups: args.skipDefaultSecurityGroups === true,
    useDefaultVpcCni: args.useDefaultVpcCni === true,
    'no kube-proxy': disabled(args.kubeProxyAddonOptions),
    'no CoreDNS': disabled(args.corednsAddonOptions),
  };
  const missing = Object.entries(expected).flatMap(([what, given]) => (given ? [] : [what]));
  if (missing.length === 0) return;
  throw new Error(`${name} would have children that are not known here: it lacks ${missing}`);
}

function disabled(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && Reflect.get(options, 'enabled') === false
  );
}

function createServiceRole(
  name: string,
  {
    parent,
    provider,
  }: { readonly parent: pulumi.Resource; readonly provider?: pulumi.ProviderResource },
) {
  const { partition } = aws.getPartitionOutput({}, { parent, ...(provider && { provider }) });
  const owner = new pulumi.ComponentResource('eks:index:ServiceRole', name, {}, { parent });
  const child = { parent: owner, ...(provider && { provider }) };
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      description: 'Allows EKS to manage clusters on your behalf.',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Effect: 'Allow',
            Principal: { Service: ['eks.amazonaws.com'] },
          },
        ],
      }),
    },
    child,
  );
  const policy = 'aws:policy/AmazonEKSClusterPolicy';
  const digest = createHash('sha1').update(`arn:aws:iam::${policy}`).digest('hex').slice(0, 8);
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-${digest}`,
    { policyArn: pulumi.interpolate`arn:${partition}:iam::${policy}`, role: role.id },
    child,
  );
  return { arn: role.arn, attached: [role, attachment] };
}

function clusterArgs(
  name: string,
  args: eks.ClusterArgs,
  roleArn: pulumi.Input<string>,
): aws.eks.ClusterArgs {
  const { publicSubnetIds, privateSubnetIds, encryptionConfigKeyArn, authenticationMode } = args;
  return {
    roleArn,
    bootstrapSelfManagedAddons: args.bootstrapSelfManagedAddons ?? true,
    vpcConfig: {
      subnetIds: pulumi
        .all([publicSubnetIds ?? [], privateSubnetIds ?? []])
        .apply(([open, closed]) => [...open, ...closed]),
      ...given('endpointPrivateAccess', args.endpointPrivateAccess),
      ...given('endpointPublicAccess', args.endpointPublicAccess),
      ...given('publicAccessCidrs', args.publicAccessCidrs),
    },
    tags: { Name: `${name}-eksCluster` },
    ...given('name', args.name),
    ...given('version', args.version),
    ...given('enabledClusterLogTypes', args.enabledClusterLogTypes),
    ...(encryptionConfigKeyArn !== undefined && {
      encryptionConfig: pulumi
        .output(encryptionConfigKeyArn)
        .apply((keyArn) => ({ provider: { keyArn }, resources: ['secrets'] })),
    }),
    ...(authenticationMode !== undefined && {
      accessConfig: { authenticationMode, bootstrapClusterCreatorAdminPermissions: true },
    }),
  };
}

function given<K extends string, V>(key: K, value: V | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}
