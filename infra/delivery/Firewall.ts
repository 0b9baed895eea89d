import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type PolicyDocument, policy } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { firewallRules, visibility } from './firewall-rules.ts';
import { globalRegion } from './global-region.ts';

export interface FirewallArgs {
  /** Days that the log of blocked and counted requests is kept. */
  logRetentionDays: number;
}

/** The web application firewall in front of the distribution. */
export class Firewall extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('tidecast:delivery:Firewall', name, {}, options);
    const acl = new aws.wafv2.WebAcl(
      name,
      {
        region: globalRegion,
        scope: 'CLOUDFRONT',
        description: 'Before the site',
        defaultAction: { allow: {} },
        rules: firewallRules(),
        visibilityConfig: visibility(name),
      },
      { parent: this },
    );
    this.#log(name, acl, args);
    this.arn = acl.arn;
    this.registerOutputs({ arn: this.arn });
  }

  /** Logs only blocked and counted requests: the access log has the others. */
  #log(name: string, acl: aws.wafv2.WebAcl, { logRetentionDays }: FirewallArgs): void {
    const group = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        region: globalRegion,
        // AWS WAF requires this prefix.
        name: `aws-waf-logs-${name}`,
        retentionInDays: logRetentionDays,
      },
      { parent: this },
    );
    const account = aws.getCallerIdentityOutput({}, { parent: this }).accountId;
    const access = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-access`,
      {
        region: globalRegion,
        policyName: name,
        policyDocument: policyJson(firewallLogPolicy(group.arn, account)),
      },
      { parent: this },
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        region: globalRegion,
        resourceArn: acl.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: ['authorization', 'cookie'].map((header) => ({
          singleHeader: { name: header },
        })),
        loggingFilter: {
          defaultBehavior: 'DROP',
          filters: [
            {
              behavior: 'KEEP',
              requirement: 'MEETS_ANY',
              conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((action) => ({
                actionCondition: { action },
              })),
            },
          ],
        },
      },
      { parent: this, dependsOn: access },
    );
  }
}

/** Lets the log delivery service write the group, for this account alone. */
export function firewallLogPolicy(
  groupArn: pulumi.Input<string>,
  accountId: pulumi.Input<string>,
): PolicyDocument {
  return policy({
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [pulumi.interpolate`${groupArn}:*`],
    Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
  });
}
