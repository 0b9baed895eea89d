import { type BumpOutcome, bumpImageTag, tagOf } from './bump-image-tag.ts';
import { type Image, imageExists, pushImage } from './image.ts';
import { imageCommit } from './image-commit.ts';

export interface ReleaseApiOptions {
  /** A clone with its full history, at the commit to release. */
  readonly directory: string;
  /** Repository of the images, without a tag. Docker is signed in there. */
  readonly repository: string;
  /** Branch that Argo CD follows. */
  readonly branch: string;
}

export interface ApiRelease {
  /** Repository and tag. */
  readonly image: string;
  /** False if the registry had it already. */
  readonly built: boolean;
  readonly outcome: BumpOutcome;
}

/**
 * Releases the API at a commit: builds its image, unless there is one, and commits its tag for Argo
 * CD. Safe to repeat: nothing is built or released twice.
 */
export async function releaseApi(options: ReleaseApiOptions): Promise<ApiRelease> {
  const { directory, repository, branch } = options;
  const commit = await imageCommit(directory);
  const image: Image = { name: `${repository}:${tagOf(commit)}`, commit, directory };
  const built = !(await imageExists(image));
  if (built) await pushImage(image);
  return { image: image.name, built, outcome: await bumpImageTag({ directory, branch, commit }) };
}
