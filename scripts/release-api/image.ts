import { CommandError, command } from './command.ts';

/** An image, whether or not it exists yet. */
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
 * @throws CommandError if the registry does not answer, rather than building it in vain
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
    // With provenance, the tag would refer to an index of two manifests, which ECR's basic scanning
    // does not scan.
    '--provenance=false',
    ...['--label', `org.opencontainers.image.revision=${commit}`],
    '.',
  ];
  await command('docker', build, directory);
  await command('docker', ['push', name], directory);
}
