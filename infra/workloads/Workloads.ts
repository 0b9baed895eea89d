import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { serviceAccounts, type Workload } from '@tidecast/platform/gitops/service-accounts';
import { ServiceAccountRole } from '../cluster/ServiceAccountRole.ts';
import { accountScope } from '../iam/account-scope.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { alertmanagerPolicy } from './alertmanager-policy.ts';
import { apiPolicy } from './api-policy.ts';
import { clusterAutoscalerPolicy } from './cluster-autoscaler-policy.ts';
import { externalDnsPolicy } from './external-dns-policy.ts';
import { grafanaPolicy } from './grafana-policy.ts';
import { loadBalancerControllerPolicy } from './load-balancer-controller-policy.ts';

export interface WorkloadsArgs {
  /** The cluster's name in AWS, which tags everything that it owns. */
  readonly clusterName: string;
  /** ARN of the cluster's IAM OIDC provider. */
  readonly oidcProviderArn: pulumi.Input<string>;
  /** The cluster's OIDC issuer, without `https://`. */
  readonly oidcIssuer: pulumi.Input<string>;
  /** VPC of the cluster and its load balancers. */
  readonly vpcId: pulumi.Input<string>;
  /** Bucket of uploads. */
  readonly sourceBucket: aws.s3.Bucket;
  /** HLS, posters, captions. */
  readonly mediaBucket: aws.s3.Bucket;
  readonly videosTable: aws.dynamodb.Table;
  readonly expiringTable: aws.dynamodb.Table;
  /** Queue that the submit function reads. */
  readonly submitQueueArn: pulumi.Input<string>;
  /** Queue that videos are encoded in. */
  readonly mediaConvertQueueArn: pulumi.Input<string>;
  readonly distributionArn: pulumi.Input<string>;
  /** Route 53 zone that holds the domain. */
  readonly zoneId: pulumi.Input<string>;
  /**
   * The site's domain; the API, Argo CD and Grafana are at `api.`, `argocd.` and `grafana.` of it.
   */
  readonly domain: string;
  readonly alertTopicArn: pulumi.Input<string>;
  /** Key that alerts are encrypted with. */
  readonly alertKeyArn: pulumi.Input<string>;
}

/** The IAM roles of Kubernetes service accounts, each allowed what its pods call. */
export class Workloads extends pulumi.ComponentResource {
  /** ARN of each workload's role, known once the role has its permissions. */
  readonly roleArns: pulumi.Output<Record<Workload, string>>;

  constructor(name: string, args: WorkloadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:workloads:Workloads', name, {}, opts);
    const policies = this.#policies(args);

    const role = (workload: Workload, suffix: string): pulumi.Output<string> => {
      const { namespace, name: serviceAccount } = serviceAccounts[workload];
      const { oidcProviderArn, oidcIssuer } = args;
      const { arn, policies: attached } = new ServiceAccountRole(
        `${name}-${suffix}`,
        { oidcProviderArn, oidcIssuer, namespace, serviceAccount, policy: policies[workload] },
        { parent: this },
      );
      // Dependents of the ARN wait for the policies too, and are deleted before them: a controller
      // without its permissions could not remove what it has created.
      return pulumi
        .all([arn, pulumi.all(attached.map(({ urn }) => urn))])
        .apply(([known]) => known);
    };
    this.roleArns = pulumi.output({
      api: role('api', 'api'),
      awsLoadBalancerController: role('awsLoadBalancerController', 'balancer'),
      clusterAutoscaler: role('clusterAutoscaler', 'autoscaler'),
      externalDns: role('externalDns', 'dns'),
      grafana: role('grafana', 'grafana'),
      alertmanager: role('alertmanager', 'alerts'),
    });
    this.registerOutputs({ roleArns: this.roleArns });
  }

  #policies(args: WorkloadsArgs): Record<Workload, pulumi.Output<PolicyDocument>> {
    const { clusterName, domain } = args;
    const scope = accountScope(this);
    const zoneArn = pulumi.interpolate`arn:${scope.partition}:route53:::hostedzone/${args.zoneId}`;
    return {
      api: pulumi
        .output({
          sourceBucketArn: args.sourceBucket.arn,
          mediaBucketArn: args.mediaBucket.arn,
          videosTableArn: args.videosTable.arn,
          expiringTableArn: args.expiringTable.arn,
          submitQueueArn: args.submitQueueArn,
          mediaConvertQueueArn: args.mediaConvertQueueArn,
          distributionArn: args.distributionArn,
          alertTopicArn: args.alertTopicArn,
          alertKeyArn: args.alertKeyArn,
        })
        .apply(apiPolicy),
      awsLoadBalancerController: pulumi
        .output({ scope, clusterName, vpcId: args.vpcId })
        .apply(loadBalancerControllerPolicy),
      clusterAutoscaler: scope.apply((known) => clusterAutoscalerPolicy(known, clusterName)),
      externalDns: zoneArn.apply((arn) => externalDnsPolicy(arn, domain)),
      grafana: scope.apply(grafanaPolicy),
      alertmanager: pulumi
        .output({ alertTopicArn: args.alertTopicArn, alertKeyArn: args.alertKeyArn })
        .apply(alertmanagerPolicy),
    };
  }
}
