import { allow, type PolicyDocument, policy, trustService } from '../iam/policy-document.ts';

/** Trust: Lambda may assume the role of the function. */
export const functionTrust: PolicyDocument = trustService('lambda.amazonaws.com');

/**
 * What Lambda needs to write the logs of a function whose log group exists already.
 *
 * @param logGroupArn - without `:*` at its end
 */
export function writeLogs(logGroupArn: string): PolicyDocument {
  return policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroupArn}:*`]));
}
