import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/**
 * Attaches AWS managed policies to a role.
 *
 * @param name - prefix of the attachments' names
 * @param policies - names with their path, without `arn:…:policy/`
 */
export function attachManagedPolicies(
  name: string,
  role: aws.iam.Role,
  policies: readonly string[],
  parent: pulumi.Resource,
): aws.iam.RolePolicyAttachment[] {
  const { partition } = aws.getPartitionOutput({}, { parent });
  return policies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        {
          role: role.name,
          policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}`,
        },
        { parent },
      ),
  );
}
