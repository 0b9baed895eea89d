import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { type Ingest, type Publisher, startIngest } from './ingest.ts';
import { messageTypes, RtmpTestClient } from './rtmp-test-client.ts';

let ingest: Ingest;
let publishers: Publisher[];
let tags: Buffer[];
const clients: RtmpTestClient[] = [];

const refusal = { code: 'NetStream.Publish.Denied', description: 'not you' } as const;

async function start(publishWithinMs?: number): Promise<void> {
  publishers = [];
  tags = [];
  ingest = await startIngest({
    port: 0,
    ...(publishWithinMs !== undefined && { publishWithinMs }),
    onPublish(publisher) {
      publishers.push(publisher);
      if (publisher.streamKey === 'good')
        return { onTag: (tag) => tags.push(tag), onEnd: () => {} };
      publisher.drop(refusal);
      return undefined;
    },
    log: () => {},
  });
}
beforeEach(() => start());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await ingest.close();
});

async function connect(): Promise<RtmpTestClient> {
  const client = await RtmpTestClient.connect(ingest.port);
  clients.push(client);
  return client;
}

/** A publisher that is let in, and heard. */
async function publishes(): Promise<RtmpTestClient> {
  const client = await connect();
  client.publish('app', 'good?priority=7');
  await until(() => client.statuses.includes('NetStream.Publish.Start'));
  const before = tags.length;
  client.tag('audio', 0, Buffer.from([0xaf, 1, 2, 3]));
  await until(() => tags.length > before);
  return client;
}

/** Where the cores are busy, one may be late, and comes again. */
async function publishesInTime(): Promise<RtmpTestClient> {
  for (;;) {
    const client = await connect();
    const isIn = () => client.statuses.includes('NetStream.Publish.Start');
    client.publish('app', 'good');
    await until(() => isIn() || client.socket.closed);
    if (isIn()) return client;
  }
}

test('a publisher is let in only once its key was looked at', async () => {
  await publishes();
  expect(publishers).toMatchObject([{ app: 'app', streamKey: 'good', priority: '7' }]);
  expect(tags[0]?.subarray(11, 15)).toEqual(Buffer.from([0xaf, 1, 2, 3]));
});

test('a publisher that is not let in is told why, and cut off', async () => {
  const client = await connect();
  client.publish('app', 'bad');
  await client.closed;
  expect(client.statuses).toEqual(['NetStream.Publish.Denied']);
  expect(client.heard).toContain('not you');
});

test('a publisher that is cut off while it sends hears why before its connection ends', async () => {
  const client = await publishes();
  const sending = setInterval(() => client.tag('video', 0, Buffer.alloc(60_000)), 1);
  publishers[0]?.drop({ code: 'NetStream.Failed', description: 'enough' });
  await until(() => client.heard.includes('enough'));
  await client.closed;
  clearInterval(sending);
  expect(client.statuses).toEqual(['NetStream.Publish.Start', 'NetStream.Failed']);
});

test('whoever drips bytes and never publishes is cut off', async () => {
  await ingest.close();
  await start(300);
  const client = await connect();
  const dripping = setInterval(() => client.socket.write(Buffer.from([3])), 20);
  await client.closed;
  clearInterval(dripping);
  const publisher = await publishesInTime();
  const silent = await connect();
  await silent.closed;
  expect(publisher.socket.destroyed).toBe(false);
});

/** Numbers that look random and are the same each time. */
function* noise(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 24;
  }
}

function bytes(seed: number, length: number): Buffer {
  const source = noise(seed);
  return Buffer.from(Array.from({ length }, () => source.next().value));
}

/** A first chunk of its own stream that says how long its message will be. */
function chunk(stream: number, length: number, type: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(stream, 0);
  header.writeUIntBE(length, 4, 3);
  header.writeUInt8(type, 7);
  return Buffer.concat([header, payload]);
}

const number = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
};

describe('the process survives, and others publish on, when somebody sends', () => {
  const lasts: [string, (client: RtmpTestClient) => void][] = [
    ['HTTP', (client) => client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(200))],
    ['noise', (client) => client.socket.write(bytes(1, 100_000))],
    ...[2, 3, 4, 5, 6, 7, 8, 9].map((seed): [string, (client: RtmpTestClient) => void] => [
      `a handshake and noise ${seed}`,
      (client) => {
        client.handshake();
        client.socket.write(bytes(seed, 50_000));
      },
    ]),
    [
      'a message of 16 MB, before any key',
      (client) => {
        client.handshake();
        client.socket.write(chunk(3, 0xffffff, messageTypes.command, Buffer.alloc(128)));
      },
    ],
    [
      'a chunk size of none',
      (client) => {
        client.handshake();
        client.message(messageTypes.setChunkSize, number(0));
        client.message(messageTypes.command, Buffer.alloc(1_000));
      },
    ],
    [
      'a chunk size of 4 GB',
      (client) => {
        client.handshake();
        client.message(messageTypes.setChunkSize, number(0xffffffff));
        client.message(messageTypes.command, bytes(10, 1_000));
      },
    ],
    [
      'messages on every chunk stream, none of which ends',
      (client) => {
        client.handshake();
        for (let stream = 2; stream < 64; stream += 1)
          client.socket.write(chunk(stream, 60_000, messageTypes.video, Buffer.alloc(128)));
      },
    ],
    [
      'objects in objects',
      (client) => {
        client.handshake();
        const name = Buffer.from([2, 0, 7, ...Buffer.from('connect'), 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        const nested = Buffer.alloc(60_000, Buffer.from([3, 0, 1, 0x61]));
        client.message(messageTypes.setChunkSize, number(65_535));
        client.message(messageTypes.command, Buffer.concat([name, nested]));
      },
    ],
  ];

  test.each(lasts)('%s', async (_what, send) => {
    const { pid } = { pid: ingest.pid() };
    const other = await publishes();
    const client = await connect();
    send(client);
    client.socket.end();
    await client.closed;
    const before = tags.length;
    other.tag('audio', 20, Buffer.from([0xaf, 1, 9]));
    await until(() => tags.length > before);
    expect(ingest.pid()).toBe(pid);
  });

  test.each([
    ['a message of 16 MB', [chunk(3, 0xffffff, messageTypes.command, Buffer.alloc(128))]],
    [
      'messages on every chunk stream',
      Array.from({ length: 60 }, (_, n) =>
        chunk(2 + n, 60_000, messageTypes.video, Buffer.alloc(128)),
      ),
    ],
  ])('%s: cut off before there is room made for it', async (_what, chunks) => {
    // Neither lateness nor silence ends it within this test.
    await ingest.close();
    await start(600_000);
    const client = await connect();
    client.handshake();
    for (const bytes of chunks) client.socket.write(bytes);
    const dripping = setInterval(() => client.socket.write(Buffer.alloc(1)), 20);
    await client.closed;
    clearInterval(dripping);
  });
});
