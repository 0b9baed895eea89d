import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { serviceAccounts } from '@tidecast/platform/gitops/service-accounts';
import { parse } from 'yaml';
import type { Recording } from './recording/recorder.ts';
import { recordStack } from './recording/recordings.ts';
import { documentsOf } from './test/documents.ts';
import { policyProblems } from './test/iam-data.ts';
import { type RoleRow, roleTable } from './test/role-table.ts';

let recording: Recording;
beforeAll(async () => {
  recording = await recordStack('prod', { preview: false });
});

/** The table that a change of permissions must change too, where a reviewer sees it. */
const expected: Readonly<Record<string, RoleRow>> = parse(
  readFileSync(new URL('./permissions.yaml', import.meta.url), 'utf8'),
);

test('there are the roles of the table and no others', () => {
  expect(Object.keys(roleTable(recording))).toEqual(Object.keys(expected).sort());
});

test.each(Object.keys(expected))('%s is taken by, and may do, what the table says', (name) => {
  expect(roleTable(recording)[name]).toEqual(expected[name]);
});

test('dev and prod are allowed the same', async () => {
  const dev = await recordStack('dev', { preview: false });
  expect(roleTable(dev)).toEqual(roleTable(recording));
});

test('every action exists, and fits the resources and conditions it stands beside', async () => {
  const documents = recording.resources.flatMap((resource) =>
    documentsOf(resource).map((document) => ({ name: resource.name, document })),
  );
  expect(documents.length).toBeGreaterThan(40);
  const found = await Promise.all(
    documents.map(async ({ name, document }) =>
      (await policyProblems(document)).map((problem) => `${name}: ${problem}`),
    ),
  );
  expect(found.flat()).toEqual([]);
});

describe('a service account’s role', () => {
  test.each(Object.entries(serviceAccounts))(
    '%s is taken by it alone',
    (_, { namespace, name }) => {
      const takers = Object.values(roleTable(recording)).filter(({ trust }) =>
        trust.some((line) => line.includes(`system:serviceaccount:${namespace}:${name} and`)),
      );
      expect(takers).toHaveLength(1);
      expect(takers[0]?.trust[0]).toContain('<issuer>:aud StringEquals sts.amazonaws.com');
    },
  );
});
