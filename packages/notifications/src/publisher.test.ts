import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Notification } from '@tidecast/platform/notifications/messages';
import { type LoopbackServer, listen } from '../../../test/loopback-server.ts';
import { createPublisher } from './publisher.ts';

const topicArn = 'arn:aws:sns:ap-northeast-2:000000000000:alerts';
const notification: Notification = {
  kind: 'live-started',
  id: 'live-started/1',
  channelId: '1',
  title: 'The tide, 생방송',
};

/** What SNS was asked, and with which status it answers next. */
const asked: URLSearchParams[] = [];
let status = 200;
const sns = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    status === 200
      ? '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'
      : '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>No.</Message></Error></ErrorResponse>',
  );
});

let server: LoopbackServer;
beforeAll(async () => {
  server = await listen(sns);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  status = 200;
});

const lost: unknown[] = [];
const publisher = (topic: string | undefined) =>
  createPublisher({ topicArn: topic, onLost: (error, { kind }) => lost.push([error, kind]) });

test('a message goes to the topic as JSON, with its kind as an attribute to filter by', async () => {
  await publisher(topicArn)(notification);
  expect(asked).toHaveLength(1);
  expect(JSON.parse(asked[0]?.get('Message') ?? '')).toEqual(notification);
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    Action: 'Publish',
    TopicArn: topicArn,
    'MessageAttributes.entry.1.Name': 'kind',
    'MessageAttributes.entry.1.Value.StringValue': 'live-started',
  });
  expect(lost).toEqual([]);
});

test('what cannot be published costs nobody anything, and is told', async () => {
  status = 403;
  await publisher(topicArn)(notification);
  expect(lost.splice(0)).toEqual([
    [expect.objectContaining({ message: expect.stringContaining('No.') }), 'live-started'],
  ]);
});

test('without a topic nothing is published', async () => {
  await publisher(undefined)(notification);
  expect(asked).toEqual([]);
  expect(lost).toEqual([]);
});
