import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unknownText } from '../values.ts';
import { checkInputs } from './check-inputs.ts';
import { Schemas } from './schemas.ts';

let cache: string;
let aws: Schemas;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'schemas-'));
  aws = new Schemas('aws', cache);
});
afterAll(() => rm(cache, { recursive: true }));

const nodeGroup = 'aws:eks/nodeGroup:NodeGroup';
const sound = {
  clusterName: 'tidecast',
  nodeRoleArn: unknownText,
  subnetIds: ['subnet-1', unknownText],
  scalingConfig: { minSize: 2, maxSize: '6', desiredSize: 2 },
  tags: { owner: 'us' },
};

describe('what the provider’s schema has against inputs', () => {
  test.each<[what: string, inputs: object, fault: string]>([
    ['a name it does not know', { scaling: {} }, 'scaling is not an input that the provider knows'],
    [
      'a nested name that it does not know',
      { scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2, size: 1 } },
      'scalingConfig.size is not an input that the provider knows',
    ],
    ['one that is missing', { nodeRoleArn: undefined }, 'nodeRoleArn is required'],
    [
      'a nested one that is missing',
      { scalingConfig: { minSize: 2, maxSize: 6 } },
      'scalingConfig.desiredSize is required',
    ],
    ['no list', { subnetIds: 'subnet-1' }, 'subnetIds must be a list'],
    ['no number', { diskSize: 'large' }, 'diskSize must be a number'],
    ['no text', { labels: { role: {} } }, 'labels.role must be a string'],
    ['no map', { tags: ['us'] }, 'tags must be a map'],
  ])('%s', (_what, inputs, fault) => {
    const schema = aws.resource(nodeGroup);
    expect(checkInputs(schema, sound)).toEqual([]);
    const faults = checkInputs(schema, { ...sound, ...inputs });
    expect(faults.map(({ property, reason }) => `${property} ${reason}`)).toEqual([fault]);
  });

  test('texts and documents are both policies, and types may hold themselves', () => {
    const role = aws.resource('aws:iam/role:Role');
    const document = { Version: '2012-10-17', Statement: [] };
    expect(checkInputs(role, { assumeRolePolicy: '{}' })).toEqual([]);
    expect(checkInputs(role, { assumeRolePolicy: document })).toEqual([]);
    expect(aws.resource('aws:wafv2/webAcl:WebAcl').inputs.scope?.required).toBe(true);
  });
});

test('a type that the package lacks is named in the error', () => {
  expect(() => aws.resource('aws:s3/puddle:Puddle')).toThrow('puddle.d.ts');
});

test('what was read is there the next time, by the version of the provider', async () => {
  aws.resource(nodeGroup);
  await aws.save();
  expect(await readdir(cache)).toEqual([`aws-${aws.version}.json`]);
  expect(new Schemas('aws', cache).resource(nodeGroup)).toEqual(aws.resource(nodeGroup));
});
