import { expect, test } from '@jest/globals';
import { diffInputs } from './diff-inputs.ts';
import { conductOf } from './replacements.ts';
import { unknownText } from './values.ts';

const nodeGroup = conductOf('aws:eks/nodeGroup:NodeGroup');
const cluster = conductOf('aws:eks/cluster:Cluster');
const rule = conductOf('aws:cloudwatch/eventRule:EventRule');

test('what is the same is no change, in whatever order its keys come', () => {
  const inputs = { scalingConfig: { minSize: 2, maxSize: 6 }, instanceTypes: ['m5.large'] };
  const again = { instanceTypes: ['m5.large'], scalingConfig: { maxSize: 6, minSize: 2 } };
  expect(diffInputs(nodeGroup, inputs, again).changes).toEqual([]);
});

test.each<[what: string, from: object, to: object, changes: string[], replaces: string[]]>([
  ['in place', { version: '1.34' }, { version: '1.35' }, ['version'], []],
  [
    'another',
    { instanceTypes: ['m5.large'] },
    { instanceTypes: ['m5.xlarge'] },
    ['instanceTypes'],
    ['instanceTypes'],
  ],
  [
    'a template in another version is in place, another template is not',
    { launchTemplate: { id: 'lt-1', version: '1' } },
    { launchTemplate: { id: unknownText, version: '2' } },
    ['launchTemplate.id', 'launchTemplate.version'],
    ['launchTemplate.id'],
  ],
  ['taken away', { remoteAccess: {} }, {}, ['remoteAccess'], ['remoteAccess']],
])('a change of a node group: %s', (_what, from, to, changes, replaces) => {
  expect(diffInputs(nodeGroup, { ...from }, { ...to })).toMatchObject({ changes, replaces });
});

test('a key can be given to a cluster that has none, and never taken away', () => {
  const encrypted = { encryptionConfig: { resources: ['secrets'] } };
  expect(diffInputs(cluster, {}, encrypted).replaces).toEqual([]);
  expect(diffInputs(cluster, encrypted, {}).replaces).toEqual(['encryptionConfig']);
});

test('a name given by hand has to be free before another has it, one that was drawn does not', () => {
  const moved = (inputs: object) =>
    diffInputs(rule, { ...inputs, eventBusName: 'a' }, { ...inputs, eventBusName: 'b' });
  expect(moved({ name: 'uploads' }).deleteBeforeReplace).toBe(true);
  expect(moved({ name: 'uploads-1a', __defaults: ['name'] }).deleteBeforeReplace).toBe(false);
});

test('tags are changed in place, even where nothing else is', () => {
  const attachment = conductOf('aws:lambda/permission:Permission');
  expect(diffInputs(attachment, { tags: { a: '1' } }, { tags: { a: '2' } })).toMatchObject({
    changes: ['tags.a'],
    replaces: [],
  });
  expect(diffInputs(attachment, { action: 'a' }, { action: 'b' }).replaces).toEqual(['action']);
});
