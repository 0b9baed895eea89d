/**
 * What a stack calls what it makes. Whoever looks for it from outside, such as a script that cleans
 * up, must say the same.
 */

/** The project: Pulumi's, and that of the tag `project` which everything in AWS bears. */
export const project = 'tidecast';

/**
 * Name of a stack's cluster, and the front of every resource's; also what `STACK_NAME` tells the
 * programs.
 *
 * @param stack - Pulumi's name of it, such as `dev`
 */
export function stackName(stack: string): string {
  return `${project}-${stack}`;
}

/** Tags of the channels and chat rooms that people open while the stack runs. */
export const channelTags = {
  /** The stack's name, as {@link stackName} makes it. */
  stack: 'tidecast:stack',
  /** The channel's id in the catalog. */
  channel: 'tidecast:channel',
} as const;

/** Name of Argo CD's Application that makes all others, and of its chart's release. */
export const rootApplicationName = 'tidecast';
