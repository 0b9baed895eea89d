import { readConfig } from './infra/config.ts';
import { createStack } from './infra/stack.ts';

/**
 * The Pulumi program: `npx pulumi up`. Keys of its configuration: infra/config-schema.ts. Whole, so
 * that no output is dropped on the way: Pulumi takes a default export for the stack's outputs.
 */
export default createStack(readConfig());
