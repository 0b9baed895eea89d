import { createServer, type ServerResponse } from 'node:http';
import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from '@jest/globals';
import { listen } from '../../../../test/loopback-server.ts';
import { hurriedClient } from './hurried-client.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Longer than an answer takes on busy cores, in milliseconds: what is tested is how often it asks. */
const limit = 3_000;
const patient: DynamoDBClientConfig = {
  ...hurriedClient,
  requestHandler: {
    connectionTimeout: limit,
    requestTimeout: limit,
    throwOnRequestTimeout: true,
  },
};

type Answer = (response: ServerResponse) => unknown;

/** Reads from a table that answers as the test says, the first time and after that. */
async function read(answers: readonly Answer[], settings = patient) {
  let requests = 0;
  const server = createServer((_request, response) => {
    const answer = answers[Math.min(requests, answers.length - 1)];
    requests += 1;
    answer?.(response);
  });
  const { url, close } = await listen(server);
  const client = new DynamoDBClient({
    ...settings,
    endpoint: url,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  closing.push(() => client.destroy(), close);
  const outcome = await client
    .send(new GetItemCommand({ TableName: 'channels', Key: { id: { S: 'x' } } }))
    .then(
      ({ Item }) => Item?.id?.S,
      (error: Error) => error.name,
    );
  return { outcome, requests };
}

const found = (response: ServerResponse) =>
  response.end(JSON.stringify({ Item: { id: { S: 'x' } } }));
const silent = () => {};
const cut = (response: ServerResponse) => response.destroy();
const refuse = (status: number, type: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'x-amzn-errortype': type }).end(JSON.stringify({ __type: type }));

test.each([
  ['gets lost', silent],
  ['is cut off', cut],
  ['fails', refuse(500, 'InternalServerError')],
  ['is throttled', refuse(400, 'ThrottlingException')],
])('a request that %s is made once more', async (_how, answer) => {
  expect(await read([answer, found])).toEqual({ outcome: 'x', requests: 2 });
});

test('and not a third time', async () => {
  expect(await read([silent])).toEqual({ outcome: 'TimeoutError', requests: 2 });
});

test('what is refused for good is not asked again', async () => {
  expect(await read([refuse(400, 'ResourceNotFoundException')])).toEqual({
    outcome: 'ResourceNotFoundException',
    requests: 1,
  });
});

test('one that is never answered ends all the same', async () => {
  const { outcome } = await read([silent], hurriedClient);
  expect(outcome).toBe('TimeoutError');
});
