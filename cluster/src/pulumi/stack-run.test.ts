import { expect, test } from '@jest/globals';
import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';
import { RunRecord } from './stack-run.ts';

const urn = (name: string) => `urn:pulumi:dev::tidecast::aws:s3/bucket:Bucket::${name}`;
const event = (what: object): EngineEvent => ({ sequence: 1, timestamp: 1, ...what });
const step = (op: string, name: string) => ({
  metadata: { op, urn: urn(name), type: 'aws:s3/bucket:Bucket', keys: ['bucket'], provider: '' },
});

test('a run tells what was done with which resource, and what was said', () => {
  const record = new RunRecord('up');
  record.take(event({ resourcePreEvent: step('replace', 'media') }));
  record.take(event({ resOutputsEvent: step('replace', 'media') }));
  record.take(event({ resourcePreEvent: step('create', 'source') }));
  record.take(event({ resOpFailedEvent: { ...step('create', 'source'), status: 1, steps: 1 } }));
  const said = [
    ['warning', 'using pulumi-resource-aws from $PATH at /here'],
    ['warning', '<{%reset%}>the zone is new<{%reset%}>'],
    ['info', 'nothing much'],
    ['error', 'no such bucket'],
  ];
  for (const [severity, message] of said) {
    record.take(event({ diagnosticEvent: { severity, message, color: '' } }));
  }
  const policyEvent = {
    ...{ policyName: 'bucket-has-encryption', policyPackName: 'tidecast', color: '' },
    ...{ message: 'media: is not encrypted', enforcementLevel: 'mandatory' },
  };
  record.take(event({ policyEvent }));
  const run = record.finish('it broke');
  expect(run).toMatchObject({
    operation: 'up',
    succeeded: false,
    failure: 'it broke',
    changes: { create: 0, replace: 1 },
    diagnostics: [
      { severity: 'warning', message: 'the zone is new' },
      { severity: 'error', message: 'no such bucket' },
    ],
    violations: [{ policy: 'bucket-has-encryption', level: 'mandatory' }],
  });
  expect(run.steps).toMatchObject([
    { op: 'replace', name: 'media', replacedBy: ['bucket'], failed: false },
    { op: 'create', name: 'source', failed: true },
  ]);
});

test('the engine’s own count goes before ours', () => {
  const record = new RunRecord('preview');
  const resourceChanges = { create: 7, same: 2 };
  record.take(
    event({
      summaryEvent: {
        resourceChanges,
        maybeCorrupt: false,
        durationSeconds: 1,
        policyPacks: {},
      },
    }),
  );
  expect(record.finish()).toMatchObject({
    succeeded: true,
    changes: { create: 7, update: 0, replace: 0, delete: 0, same: 2 },
  });
});
