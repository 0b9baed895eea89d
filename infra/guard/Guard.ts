import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { project } from '@tidecast/platform/naming/stack';

export interface GuardArgs {
  readonly stack: string;
  /** Whether the stack may not be destroyed. */
  readonly protect: boolean;
}

/**
 * Keeps a protected stack from being destroyed but for its data.
 *
 * Pulumi deletes what nobody needs any more first, and stops at the first resource that is protected.
 * Those that hold data are needed by all others, and so come last: by then the site is gone. The guard
 * needs everything, so that a destroy begins with it and, where it is protected, ends there too.
 *
 * What it is made of is of use besides: the group in which AWS's console lists all of the stack.
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
