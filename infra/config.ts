import * as pulumi from '@pulumi/pulumi';
import { parseConfig, type StackConfig, takesText } from './config-schema.ts';

/**
 * The stack's configuration: the only reader of `pulumi.Config` in the program.
 *
 * @throws pulumi.RunError naming every key that is missing, unknown or wrong, before any resource
 *   is registered
 */
export function readConfig(): StackConfig {
  const project = pulumi.getProject();
  const region = new pulumi.Config('aws').get('region');
  const own = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(`${project}:`))
    .map(([key, value]) => {
      const name = key.slice(project.length + 1);
      return [name, takesText(name) ? value : plain(value)];
    });
  try {
    return parseConfig({ ...Object.fromEntries(own), ...(region && { region }) });
  } catch (error) {
    throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Pulumi passes lists, objects, numbers and booleans as JSON, and text as it is: a version such as
 * `1.30` must not be taken for a number.
 */
function plain(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
