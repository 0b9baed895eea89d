import { expect, test } from '@jest/globals';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { type Recording, record } from '../recording/recorder.ts';
import { Registry } from './Registry.ts';

const recordRegistry = (protect: boolean) =>
  record(() => {
    const { repositoryArn, repositoryUrl } = new Registry('tidecast-dev-registry', { protect });
    return { repositoryArn, repositoryUrl };
  });

const recording = await recordRegistry(true);
const one = (type: string, { resources }: Recording = recording) => {
  const found = resources.find((resource) => resource.type.endsWith(`:${type}`));
  if (!found) throw new Error(`no ${type}`);
  return found;
};

test('tags stand for ever, and every image is scanned and encrypted', () => {
  expect(one('Repository').inputs).toMatchObject({
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: 'AES256' }],
  });
});

test('what is left over goes after a week, and of releases the last 50 stay', () => {
  const { inputs } = one('LifecyclePolicy');
  expect(inputs.repository).toBe('tidecast-dev-registry-api');
  const { rules } = JSON.parse(String(inputs.policy));
  expect(rules.map((rule: { selection: unknown }) => rule.selection)).toEqual([
    {
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber: 7,
    },
    {
      tagStatus: 'tagged',
      tagPatternList: ['*'],
      countType: 'imageCountMoreThan',
      countNumber: 50,
    },
  ]);
  expect(rules.map((rule: { rulePriority: number }) => rule.rulePriority)).toEqual([1, 2]);
});

test('images outlive a mistake in a protected stack, and not the end of any other', async () => {
  expect(one('Repository')).toMatchObject({ protect: true, inputs: { forceDelete: false } });
  expect(one('Repository', await recordRegistry(false))).toMatchObject({
    protect: false,
    inputs: { forceDelete: true },
  });
});

test('it tells what pushes to it and pulls from it need', () => {
  expect(recording.outputs).toEqual({
    repositoryArn: 'arn:aws:ecr:ap-northeast-2:123456789012:repository/tidecast-dev-registry-api',
    repositoryUrl: '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/tidecast-dev-registry-api',
  });
});

test('the policy pack has nothing to say', async () => {
  expect(await faults(policies, ...recording.resources)).toEqual([]);
});
