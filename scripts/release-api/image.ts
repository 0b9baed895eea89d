import { CommandError, command } from './command.ts';

/** An image to be, or that is there already. */
export interface Image {
  /** Repository and tag. */
  readonly name: string;
  /** Commit that it is built from. */
  readonly commit: string;
  /** Root of the repository. */
  readonly directory: string;
}

/**
 * Whether the registry has the image.
 *
 * @throws CommandError if the registry does not say: it would be built for nothing
 */
export async function imageExists({ name, directory }: Image): Promise<boolean> {
  try {
    await command('docker', ['manifest', 'inspect', name], directory);
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.stderr.includes('no such manifest')) return false;
    throw error;
  }
}

/** Builds the image and pushes it. */
export async function pushImage({ name, commit, directory }: Image): Promise<void> {
  const build = [
    ...['build', '--file', 'apps/api/Dockerfile', '--tag', name],
    // The nodes are x86-64 (infra/config-schema.ts).
    ...['--platform', 'linux/amd64'],
    // With a record of provenance beside it, the tag would name a list of two, which ECR's basic
    // scanning does not look into.
    '--provenance=false',
    ...['--label', `org.opencontainers.image.revision=${commit}`],
    '.',
  ];
  await command('docker', build, directory);
  await command('docker', ['push', name], directory);
}
