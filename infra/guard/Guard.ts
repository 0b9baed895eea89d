import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { project } from '@tidecast/platform/naming/stack';

export interface GuardArgs {
  readonly stack: string;
  /** Whether the stack may not be destroyed. */
  readonly protect: boolean;
}

/**
 * Keeps a protected stack from being destroyed down to its data.
 *
 * Pulumi first deletes what nothing depends on, and stops at the first protected resource. Those
 * with data are needed by all others and so come last, when the site is already gone. The guard
 * depends on everything, so a destroy begins with it and, if it is protected, ends there.
 *
 * It is also useful in itself: a resource group that lists the whole stack in AWS's console.
 */
export class Guard extends pulumi.ComponentResource {
  /** @param opts - `dependsOn` names all that is guarded */
  constructor(
    name: string,
    { stack, protect }: GuardArgs,
    opts: pulumi.ComponentResourceOptions & { readonly dependsOn: pulumi.Resource[] },
  ) {
    super('tidecast:guard:Guard', name, {}, opts);
    new aws.resourcegroups.Group(
      `${name}-resources`,
      {
        description: `All of Tidecast, stack ${stack}`,
        resourceQuery: {
          query: JSON.stringify({
            ResourceTypeFilters: ['AWS::AllSupported'],
            TagFilters: [
              { Key: 'project', Values: [project] },
              { Key: 'stack', Values: [stack] },
            ],
          }),
        },
      },
      { parent: this, protect, dependsOn: opts.dependsOn },
    );
    this.registerOutputs({});
  }
}
