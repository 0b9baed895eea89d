import { describe, expect, test } from '@jest/globals';
import { LuaFactory } from 'wasmoon';
import { z } from 'zod';
import { applicationHealth, definitionHealth } from './health-scripts.ts';

const factory = new LuaFactory();
const verdictSchema = z.strictObject({
  status: z.enum(['Healthy', 'Progressing', 'Degraded']),
  message: z.string().optional(),
});

/** A value as Lua writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(literal).join(', ')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null) ?? 'nil';
  return `{${Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `[${JSON.stringify(key)}] = ${literal(item)}`)
    .join(', ')}}`;
}

/** Runs a script as Argo CD does: on `obj`, without the libraries that it leaves out. */
async function judge(script: string, object: unknown) {
  const engine = await factory.createEngine();
  try {
    const leftOut =
      'package.loaded.os = {time = os.time, date = os.date} ' +
      'os = nil string = nil math = nil io = nil debug = nil utf8 = nil coroutine = nil';
    const verdict = await engine.doString(`${leftOut} obj = ${literal(object)}\n${script}`);
    return verdictSchema.parse(verdict);
  } finally {
    engine.global.close();
  }
}

/** A moment so many seconds ago, as Kubernetes writes it. */
const ago = (seconds: number) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const source = {
  repoURL: 'https://charts.acme.com',
  chart: 'thing',
  targetRevision: '2.0.0',
  helm: { releaseName: 'thing', valuesObject: { replicas: 2, ratio: 0.6, on: true, none: [] } },
};
const before = { ...source, targetRevision: '1.0.0' };
const destination = { server: 'https://kubernetes.default.svc', namespace: 'things' };
const spec = { project: 'platform', source, destination };
const comparedTo = { source, destination };
const comparison = (type: string, message: string) => [{ type, message }];

/** An Application that has been rolled out, and looked at since. */
const done = {
  sync: { status: 'Synced', comparedTo },
  health: { status: 'Healthy', lastTransitionTime: ago(5) },
  history: [{ source: before }, { source }],
  reconciledAt: ago(10),
  operationState: {
    phase: 'Succeeded',
    operation: { sync: { source } },
    startedAt: ago(40),
    finishedAt: ago(20),
  },
};
/** One whose first sync is under way. */
const begun = {
  sync: { status: 'OutOfSync', comparedTo },
  // Argo CD calls an Application healthy as long as nothing that is there is not.
  health: { status: 'Healthy', lastTransitionTime: ago(5) },
  reconciledAt: ago(10),
  operationState: { phase: 'Running', operation: { sync: { source } }, startedAt: ago(20) },
};

const judgeApplication = (status: unknown) => judge(applicationHealth, { spec, status });

describe('an Application lets its wave pass', () => {
  test.each([
    ['once it is rolled out, looked at and healthy', done],
    [
      'where there was nothing to do',
      { sync: done.sync, health: done.health, reconciledAt: ago(10) },
    ],
    [
      'where the same stands in another order',
      {
        ...done,
        sync: { status: 'Synced', comparedTo: { destination, source: { ...source } } },
      },
    ],
    [
      'while it drifts, or a new commit has yet to be rolled out',
      { ...done, sync: { ...done.sync, status: 'OutOfSync' } },
    ],
    [
      'while it is healed, or a newer commit fails',
      {
        ...done,
        sync: { ...done.sync, status: 'OutOfSync' },
        // A sync that will be tried again has an end, too: of the last try.
        operationState: { ...begun.operationState, retryCount: 9, finishedAt: ago(1) },
      },
    ],
  ])('%s', async (_, status) => {
    expect(await judgeApplication(status)).toMatchObject({ status: 'Healthy' });
  });

  test('and when its source cannot be read any more, but says so', async () => {
    const status = {
      ...done,
      sync: { ...done.sync, status: 'Unknown' },
      conditions: comparison('ComparisonError', 'no such host'),
    };
    expect(await judgeApplication(status)).toEqual({ status: 'Healthy', message: 'no such host' });
  });
});

describe('an Application holds its wave', () => {
  test.each([
    ['before Argo CD has seen it', undefined],
    ['before Argo CD has looked at it', { health: { status: 'Healthy' } }],
    ['before anything is rolled out', { ...begun, operationState: undefined }],
    ['while half of it is there, and healthy', begun],
    [
      'while half of it is there, and degraded: definitions are, until they are established',
      { ...begun, health: { status: 'Degraded', lastTransitionTime: ago(300) } },
    ],
    [
      'while a sync is tried again',
      { ...begun, operationState: { ...begun.operationState, retryCount: 2 } },
    ],
    [
      'when its spec has changed, and all that is known is of what was before',
      { ...done, sync: { status: 'Synced', comparedTo: { source: before, destination } } },
    ],
    [
      'when values have changed that are deep within',
      {
        ...done,
        sync: {
          status: 'Synced',
          comparedTo: {
            destination,
            source: {
              ...source,
              helm: { ...source.helm, valuesObject: { ...source.helm.valuesObject, more: 1 } },
            },
          },
        },
      },
    ],
    [
      'when another version has yet to be rolled out, though the last attempt at the one before failed',
      {
        ...begun,
        history: [{ source: before }],
        operationState: {
          phase: 'Failed',
          operation: { sync: { source: before } },
          finishedAt: ago(30),
        },
      },
    ],
    [
      'until it has been looked at after the sync',
      {
        ...done,
        sync: { ...done.sync, status: 'OutOfSync' },
        reconciledAt: done.operationState.finishedAt,
      },
    ],
    [
      'while it starts',
      { ...done, health: { status: 'Progressing', lastTransitionTime: ago(500) } },
    ],
    [
      'when it has only just been degraded',
      { ...done, health: { status: 'Degraded', lastTransitionTime: ago(20) } },
    ],
  ])('%s', async (_, status) => {
    expect(await judgeApplication(status)).toMatchObject({ status: 'Progressing' });
  });
});

describe('an Application fails its wave', () => {
  test.each([
    [
      'when it cannot be rendered',
      'chart not found',
      {
        sync: { status: 'Unknown', comparedTo },
        health: { status: 'Healthy' },
        conditions: comparison('ComparisonError', 'chart not found'),
      },
    ],
    [
      'when another version of it cannot be rendered',
      'chart not found',
      {
        ...done,
        sync: { status: 'Unknown', comparedTo },
        history: [{ source: before }],
        conditions: comparison('ComparisonError', 'chart not found'),
      },
    ],
    [
      'when its project forbids it',
      'not permitted',
      {
        sync: { status: 'Unknown' },
        health: { status: 'Unknown' },
        conditions: comparison('InvalidSpecError', 'not permitted'),
      },
    ],
    [
      'when its sync was given up',
      'immutable field',
      {
        ...begun,
        operationState: { ...begun.operationState, phase: 'Failed', message: 'immutable field' },
      },
    ],
    [
      'when its sync fails again and again',
      'immutable field',
      {
        ...begun,
        operationState: { ...begun.operationState, retryCount: 3, message: 'immutable field' },
      },
    ],
    [
      'when its sync does not end',
      'waiting for healthy state',
      {
        ...begun,
        operationState: {
          ...begun.operationState,
          startedAt: ago(700),
          message: 'waiting for healthy state',
        },
      },
    ],
    [
      'when it has been degraded for more than a moment',
      'It is Degraded',
      { ...done, health: { status: 'Degraded', lastTransitionTime: ago(90) } },
    ],
    [
      'when it does not get healthy',
      'It is Progressing',
      { ...done, health: { status: 'Progressing', lastTransitionTime: ago(700) } },
    ],
    [
      'when somebody has paused it',
      'It is Suspended',
      { ...done, health: { status: 'Suspended', lastTransitionTime: ago(700) } },
    ],
  ])('%s', async (_, message, status) => {
    expect(await judgeApplication(status)).toEqual({ status: 'Degraded', message });
  });
});

describe('a definition', () => {
  const metadata = { name: 'things.acme.com' };
  const named = { type: 'NamesAccepted', status: 'True' };
  const installing = { type: 'Established', status: 'False', reason: 'Installing' };
  const established = { type: 'Established', status: 'True' };
  test.each([
    ['is not there before the API server has seen it', undefined, 'Progressing'],
    ['is not there before it is served', { conditions: [named, installing] }, 'Progressing'],
    ['is there once it is served', { conditions: [named, established] }, 'Healthy'],
    [
      'is on its way out',
      { conditions: [named, established, { type: 'Terminating', status: 'True' }] },
      'Progressing',
    ],
    [
      'is wrong when its names are another’s',
      {
        conditions: [
          { ...named, status: 'False' },
          { ...installing, reason: 'NotAccepted' },
        ],
      },
      'Degraded',
    ],
    [
      'is wrong when its schema is none',
      { conditions: [named, established, { type: 'NonStructuralSchema', status: 'True' }] },
      'Degraded',
    ],
  ])('%s', async (_, status, verdict) => {
    expect(await judge(definitionHealth, { metadata, status })).toMatchObject({ status: verdict });
  });

  test('is on its way out when it is deleted', async () => {
    const deleted = { metadata: { ...metadata, deletionTimestamp: ago(5) } };
    expect(await judge(definitionHealth, deleted)).toMatchObject({ status: 'Progressing' });
  });
});
