import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type Clone,
  imageFile,
  imageRepository,
  imageValues,
  ReleaseBed,
} from '../test/release-bed.ts';
import { imagePaths } from './image-commit.ts';

let bed: ReleaseBed;
let workflow: Clone;
let person: Clone;
beforeEach(async () => {
  bed = await ReleaseBed.create();
  person = await bed.clone();
  workflow = await bed.clone();
});
afterEach(() => bed.remove());

/** A workflow starts at what was pushed. */
async function releaseNow(): Promise<string> {
  workflow = await bed.clone();
  return workflow.release();
}

const tagOf = (commit: string) => `sha-${commit}`;

test('builds the image of a commit and commits its tag', async () => {
  const commit = await workflow.git('rev-parse', 'HEAD');
  const image = `${imageRepository}:${tagOf(commit)}`;
  expect(await workflow.release()).toBe(`${image} was built. Argo CD will roll it out.`);
  const [look, build = '', push] = await bed.dockerCalls();
  expect([look, push]).toEqual([`manifest inspect ${image}`, `push ${image}`]);
  expect(build).toContain(`build --file apps/api/Dockerfile --tag ${image} --platform linux/amd64`);
  expect(await bed.imageFile()).toBe(imageValues(tagOf(commit)));
  expect(await bed.log()).toEqual([`Release the API as ${tagOf(commit)}`, 'Begin']);
  // The work tree of whoever releases is left alone.
  expect(await workflow.git('status', '--porcelain')).toBe('');
  expect(await workflow.git('rev-parse', 'HEAD')).toBe(commit);
  expect(await workflow.git('worktree', 'list', '--porcelain')).not.toContain('tidecast-tag-');
});

test('its own commit is nothing to release, nor is anything that is not in the image', async () => {
  await releaseNow();
  await bed.dockerCalls();
  expect(await releaseNow()).toContain('was there. It was released already.');
  await person.push({
    'README.md': 'more',
    'apps/api/main.test.ts': '2',
    'apps/api/test/x.ts': '2',
  });
  expect(await releaseNow()).toContain('was there. It was released already.');
  expect(await bed.dockerCalls()).toEqual([
    expect.stringMatching(/^manifest inspect /),
    expect.stringMatching(/^manifest inspect /),
  ]);
  expect(await bed.registry()).toHaveLength(1);
});

test.each(['apps/api/main.ts', 'package.json'])('a change of %s is a new image', async (path) => {
  await releaseNow();
  const commit = await person.push({ [path]: '"2"' });
  await person.push({ 'README.md': 'more' });
  expect(await releaseNow()).toContain(`${tagOf(commit)} was built. Argo CD will roll it out.`);
  expect(await bed.imageFile()).toBe(imageValues(tagOf(commit)));
});

test('a release that broke off before its commit is completed, without another build', async () => {
  const commit = await workflow.git('rev-parse', 'HEAD');
  await workflow.beforePush('exit 1');
  await expect(workflow.release()).rejects.toThrow('main could not be pushed to, 5 times in a row');
  expect(await bed.log()).toEqual(['Begin']);
  expect(await releaseNow()).toContain('was there. Argo CD will roll it out.');
  expect(await bed.imageFile()).toBe(imageValues(tagOf(commit)));
});

test('a push in between is built upon', async () => {
  const commit = await workflow.git('rev-parse', 'HEAD');
  await person.write('README.md', 'quicker');
  await person.git('commit', '--quiet', '--all', '--message', 'Quicker');
  await workflow.beforePush(`git -C '${person.directory}' push --quiet origin HEAD:main`);
  expect(await workflow.release()).toContain('was built. Argo CD will roll it out.');
  expect(await bed.log()).toEqual([`Release the API as ${tagOf(commit)}`, 'Quicker', 'Begin']);
  expect(await bed.imageFile()).toBe(imageValues(tagOf(commit)));
});

test('a release in between of something newer stands', async () => {
  const newer = await person.push({ 'apps/api/main.ts': '2' });
  const other = await bed.clone();
  await other.write(imageFile, imageValues(tagOf(newer)));
  await other.git('commit', '--quiet', '--all', '--message', 'Newer');
  await workflow.beforePush(`git -C '${other.directory}' push --quiet origin HEAD:main`);
  expect(await workflow.release()).toContain('Something newer was released meanwhile');
  expect(await bed.imageFile()).toBe(imageValues(tagOf(newer)));
});

test('who pushes without end is not waited for without end', async () => {
  await workflow.beforePush(
    `cd '${person.directory}' && git commit --quiet --allow-empty --message Again &&
    git push --quiet origin HEAD:main`,
  );
  await expect(workflow.release()).rejects.toThrow('5 times in a row');
  expect(await bed.log()).toEqual([...Array(5).fill('Again'), 'Begin']);
});

test('what was taken back stays back, until something new comes', async () => {
  await releaseNow();
  await person.push({ 'apps/api/main.ts': 'broken' });
  await releaseNow();
  const before = await bed.imageFile();
  await person.git('pull', '--quiet', '--rebase', 'origin', 'main');
  await person.git('revert', '--no-edit', 'HEAD');
  await person.git('push', '--quiet', 'origin', 'HEAD:main');
  const rolledBack = await bed.imageFile();
  expect(rolledBack).not.toBe(before);

  await person.push({ 'README.md': 'more' });
  expect(await releaseNow()).toContain('was there. It was released before and taken back');
  expect(await bed.imageFile()).toBe(rolledBack);
  const repaired = await person.push({ 'apps/api/main.ts': 'repaired' });
  await releaseNow();
  expect(await bed.imageFile()).toBe(imageValues(tagOf(repaired)));
});

test('a registry that does not answer is not one without the image', async () => {
  await bed.connect(false);
  await expect(workflow.release()).rejects.toThrow('no basic auth credentials');
  expect(await bed.dockerCalls()).toHaveLength(1);
  expect(await bed.log()).toEqual(['Begin']);
});

test('a tag that would not say what is in the image is refused', async () => {
  await workflow.write('apps/api/main.ts', 'not committed');
  await expect(workflow.release()).rejects.toThrow(
    'commit these changes first.\n M apps/api/main.ts',
  );
  await person.push({ 'README.md': 'more' });
  const shallow = await bed.clone(1);
  await expect(shallow.release()).rejects.toThrow('fetch all of it');
  expect(await bed.dockerCalls()).toEqual([]);
});

test('what the image is made of is read from the very file that Docker reads', async () => {
  const dockerignore = await readFile(new URL('../../.dockerignore', import.meta.url), 'utf8');
  const paths = imagePaths(dockerignore);
  expect(paths).toEqual(
    expect.arrayContaining(['.dockerignore', 'apps/api', 'packages', 'package-lock.json']),
  );
  expect(paths).toContain(':(exclude,glob)**/*.test.ts');
  expect(() => imagePaths('node_modules\n')).toThrow('must begin');
});
