import { allow, type PolicyDocument, policy, trustService } from '../iam/policy-document.ts';

/** Trust: Lambda takes the role, for the function that has it. */
export const functionTrust: PolicyDocument = trustService('lambda.amazonaws.com');

/**
 * What Lambda does with the log lines of a function whose log group is there already.
 *
 * @param logGroupArn - without `:*` at its end
 */
export function writeLogs(logGroupArn: string): PolicyDocument {
  return policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroupArn}:*`]));
}
