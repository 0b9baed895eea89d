import { parseArgs } from 'node:util';

export interface RehearsalOptions {
  /** Which of the stacks: its configuration is Pulumi.<stack>.yaml. */
  readonly stack: 'dev' | 'prod';
  /** Leaves everything up until Ctrl+C, in place of destroying the stack again. */
  readonly keep: boolean;
}

export const usage = `Usage: npm run rehearse [-- --stack dev|prod] [--keep]

Makes the whole stack on this machine, by Pulumi's engine, Kubernetes and Argo CD as they are, with
stand-ins for AWS; uploads a video through the API that Argo CD rolled out; and destroys it again.

  --stack NAME   dev (default) or prod
  --keep         leave it up, say where everything is, and wait for Ctrl+C
  --help         show this text

What is rolled out is the last commit. Engines are built by Go at the first time, half an hour of it
("npm run rehearse:engines" does that alone); it may be spared that:
  TIDECAST_ENGINES    folder with programs that are built already
  KUBEBUILDER_ASSETS  folder with kube-apiserver and etcd, as setup-envtest fills it
  TIDECAST_CHARTS     folder with the charts of others, unpacked or as .tgz; stand-ins are taken
                      for those that are not there
  XDG_CACHE_HOME      where built engines are kept (~/.cache)
`;

/** The options cannot be used; the message says which can. */
export class RehearsalOptionError extends Error {
  override name = 'RehearsalOptionError';
}

/**
 * Reads the command line.
 *
 * @param args - without the program's name
 * @returns `help` when only the usage is asked for
 * @throws {@link RehearsalOptionError} naming what is wrong
 */
export function parseRehearsalOptions(args: readonly string[]): RehearsalOptions | 'help' {
  let values: { stack?: string; keep?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        stack: { type: 'string' },
        keep: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new RehearsalOptionError(`${said}\n\n${usage}`);
  }
  if (values.help) return 'help';
  const stack = values.stack ?? 'dev';
  if (stack !== 'dev' && stack !== 'prod')
    throw new RehearsalOptionError(`There is no stack ${stack}: take --stack dev or --stack prod.`);
  return { stack, keep: values.keep ?? false };
}
