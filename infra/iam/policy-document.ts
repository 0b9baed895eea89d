import type { Input } from '@pulumi/pulumi';

/** One statement of a policy in IAM's JSON (IAM User Guide, policy grammar). */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, Input<string> | readonly Input<string>[]>>;
  readonly Action: readonly string[];
  readonly Resource?: readonly Input<string>[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, Input<string> | readonly Input<string>[]>>>
  >;
}

/** A policy that may contain outputs; pass it to Pulumi with `policyJson`. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Allows actions on resources, under conditions if any. */
export function allow(
  actions: readonly string[],
  resources: readonly Input<string>[],
  condition?: Statement['Condition'],
): Statement {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  };
}

/** Trust: an AWS service may assume the role, only on behalf of what the condition names. */
export function trustService(service: string, condition?: Statement['Condition']): PolicyDocument {
  return policy({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['sts:AssumeRole'],
    ...(condition && { Condition: condition }),
  });
}

/**
 * Denies everything that does not come over TLS.
 *
 * @param action - all actions of the resource's service, such as `s3:*`
 */
export function denyInsecureTransport(
  action: string,
  resources: readonly Input<string>[],
): Statement {
  return {
    Sid: 'DenyInsecureTransport',
    Effect: 'Deny',
    Principal: '*',
    Action: [action],
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
