import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { resource, soundBucket } from '../test/stacks.ts';
import { storageRules } from './storage.ts';

test('what guards one bucket does not guard another', async () => {
  const [bucket, ...guards] = soundBucket('media');
  const other = resource('aws:s3/bucket:Bucket', 'web', {});
  expect(await faults(storageRules, ...(bucket ? [bucket] : []), other, ...guards)).toEqual([
    'bucket-has-public-access-block | web: has no public access block',
  ]);
});
