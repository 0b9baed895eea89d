import { readConfig } from './infra/config.ts';
import { createStack } from './infra/stack.ts';

/**
 * The Pulumi program: `npx pulumi up`. Keys of its configuration: infra/config-schema.ts. A default
 * export, because Pulumi takes its properties as the stack's outputs, so none can be forgotten.
 */
export default createStack(readConfig());
