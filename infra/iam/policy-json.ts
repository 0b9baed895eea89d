import * as pulumi from '@pulumi/pulumi';
import type { PolicyDocument } from './policy-document.ts';

/** A policy as the JSON text that AWS resources take, once its outputs are known. */
export function policyJson(document: pulumi.Input<PolicyDocument>): pulumi.Output<string> {
  return pulumi.jsonStringify(document);
}
