/**
 * Releases the API: `node scripts/release-api/main.ts` at the root of the repository, configured by
 * environment variables. Needs git and Docker, which must be signed in, but no npm packages.
 */
import type { BumpOutcome } from './bump-image-tag.ts';
import { releaseApi } from './release-api.ts';

const news: Readonly<Record<BumpOutcome, string>> = {
  bumped: 'Argo CD will roll it out.',
  running: 'It was released already.',
  newer: 'Something newer was released meanwhile: nothing is changed.',
  'taken-back': 'It was released before and taken back: nothing is changed.',
};

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name} (docs/deploy.md).`);
  return value;
}

async function main(): Promise<void> {
  const { image, built, outcome } = await releaseApi({
    directory: process.cwd(),
    repository: variable('IMAGE_REPOSITORY'),
    branch: variable('BRANCH'),
  });
  console.log(`${image} ${built ? 'was built.' : 'was there.'} ${news[outcome]}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
