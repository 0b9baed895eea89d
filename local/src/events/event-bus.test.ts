import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventBus, type EventBus } from './event-bus.ts';
import { type EventPattern, matchesPattern } from './event-pattern.ts';

const created = {
  source: 'aws.s3',
  detailType: 'Object Created',
  detail: { bucket: { name: 'source' }, object: { key: 'u/1/2/source', size: 5 } },
};

describe('a rule', () => {
  test('gets the whole event into its queue, and only its own', () => {
    const submit: string[] = [];
    const track: string[] = [];
    const bus = createEventBus({
      log: () => {},
      rules: [
        {
          name: 'submit',
          pattern: { source: ['aws.s3'], detail: { bucket: { name: ['source'] } } },
          queue: { send: collect(submit) },
        },
        {
          name: 'track',
          pattern: { source: ['aws.mediaconvert'] },
          queue: { send: collect(track) },
        },
      ],
    });
    bus.put(created);
    expect(submit.map((body) => JSON.parse(body))).toMatchObject([
      {
        version: '0',
        source: 'aws.s3',
        'detail-type': 'Object Created',
        account: '000000000000',
        region: 'ap-northeast-2',
        detail: created.detail,
      },
    ]);
    expect(track).toEqual([]);
  });

  test('with a matcher that is not emulated is refused by name', () => {
    const pattern = { detail: { size: [{ numeric: ['>', 5] }] } } as unknown as EventPattern;
    expect(() =>
      createEventBus({
        log: () => {},
        rules: [{ name: 'big', pattern, queue: { send: collect([]) } }],
      }),
    ).toThrow(/event rule big: the matcher \{"numeric":.*\} at "detail.size" is not known/);
  });
});

describe('a pattern', () => {
  const event = {
    source: 'aws.mediaconvert',
    detail: { status: 'COMPLETE', tags: ['a', 'b'], none: null, userMetadata: { stack: 'local' } },
  };
  const cases: [string, EventPattern, boolean][] = [
    ['exact value', { source: ['aws.mediaconvert'] }, true],
    ['one of several', { detail: { status: ['ERROR', 'COMPLETE'] } }, true],
    ['another value', { detail: { status: ['ERROR'] } }, false],
    ['every field, not some', { source: ['aws.s3'], detail: { status: ['COMPLETE'] } }, false],
    ['nested detail', { detail: { userMetadata: { stack: ['local'] } } }, true],
    ['prefix', { source: [{ prefix: 'aws.' }] }, true],
    ['prefix that differs', { source: [{ prefix: 'tidecast.' }] }, false],
    ['suffix', { detail: { status: [{ suffix: 'LETE' }] } }, true],
    ['suffix of no text', { detail: { none: [{ suffix: 'LETE' }] } }, false],
    ['null', { detail: { none: [null] } }, true],
    ['an element of a list', { detail: { tags: ['b'] } }, true],
    ['no element of a list', { detail: { tags: ['c'] } }, false],
    ['anything but the value', { detail: { status: [{ 'anything-but': 'COMPLETE' }] } }, false],
    ['anything but others', { detail: { status: [{ 'anything-but': ['A', 'B'] }] } }, true],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything but, of a missing field', { detail: { gone: [{ 'anything-but': 'x' }] } }, false],
    ['exists', { detail: { status: [{ exists: true }] } }, true],
    ['exists, missing', { detail: { gone: [{ exists: true }] } }, false],
    ['does not exist', { detail: { gone: [{ exists: false }] } }, true],
    ['does not exist under a missing object', { gone: { deeper: [{ exists: false }] } }, true],
    ['does not exist, or a value', { detail: { status: ['COMPLETE', { exists: false }] } }, true],
  ];
  test.each(cases)('%s', (_name, pattern, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });
});

describe('a schedule', () => {
  let bus: EventBus;
  let lines: string[];
  beforeEach(() => {
    lines = [];
    bus = createEventBus({ rules: [], log: (line) => lines.push(line) });
  });
  afterEach(() => bus.close());

  test('goes on after a failure, which is logged', async () => {
    let runs = 0;
    await new Promise<void>((resolve) => {
      bus.schedule({
        name: 'reconcile',
        everySeconds: 0.001,
        run: async () => {
          runs += 1;
          if (runs === 1) throw new Error('no table');
          resolve();
        },
      });
    });
    expect(lines).toEqual(['schedule reconcile failed: no table']);
  });

  test('never runs beside itself, and ends when told', async () => {
    let atOnce = 0;
    let most = 0;
    let runs = 0;
    let stop = () => {};
    await new Promise<void>((resolve) => {
      stop = bus.schedule({
        name: 'slow',
        everySeconds: 0.001,
        firstAfterSeconds: 0,
        run: async () => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          await new Promise((done) => setTimeout(done, 5));
          atOnce -= 1;
          runs += 1;
          if (runs === 3) resolve();
        },
      });
    });
    stop();
    await bus.close();
    expect({ most, runs }).toEqual({ most: 1, runs: 3 });
  });
});

function collect(bodies: string[]) {
  return (body: string) => {
    bodies.push(body);
    return { id: String(bodies.length), bodyMd5: '' };
  };
}
