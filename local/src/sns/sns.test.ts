import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishCommandInput,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SNSEvent } from 'aws-lambda';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createSns, type Sns } from './sns.ts';

const reader = 'arn:aws:lambda:ap-northeast-2:000000000000:function:reader';

let dataDir: string;
let sns: Sns;
let endpoint: AwsEndpoint;
let client: SNSClient;
let received: SNSEvent[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sns-'));
  received = [];
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
});

async function start() {
  sns = createSns({
    dataDir,
    functions: { reader: (event) => received.push(event), other: (event) => received.push(event) },
  });
  endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [sns.service] });
  client = new SNSClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  });
}

async function stop() {
  client.destroy();
  await endpoint.close();
  await sns.service.close();
}

async function createTopic(Name: string): Promise<string> {
  return String((await client.send(new CreateTopicCommand({ Name }))).TopicArn);
}

const subscribe = (TopicArn: string, Endpoint = reader) =>
  client.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));

const publish = (TopicArn: string, more: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn, Message: 'hello', ...more }));

describe('a message', () => {
  test('reaches the subscribed function as Lambda hands it over', async () => {
    const topic = await createTopic('alerts');
    const { SubscriptionArn } = await subscribe(topic);
    const Message = '{"text":"한글 & <more> +"}';
    const { MessageId } = await publish(topic, {
      Message,
      Subject: 'Read me',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'a=b&c' },
        count: { DataType: 'Number', StringValue: '3' },
      },
    });
    expect(received).toEqual([
      {
        Records: [
          {
            EventVersion: '1.0',
            EventSource: 'aws:sns',
            EventSubscriptionArn: SubscriptionArn,
            Sns: expect.objectContaining({
              Type: 'Notification',
              MessageId,
              TopicArn: topic,
              Subject: 'Read me',
              Message,
              Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
              MessageAttributes: {
                kind: { Type: 'String', Value: 'a=b&c' },
                count: { Type: 'Number', Value: '3' },
              },
            }),
          },
        ],
      },
    ]);
  });

  test('reaches each subscriber of its topic once, and nobody else', async () => {
    const [one, two] = [await createTopic('one'), await createTopic('two')];
    const first = await subscribe(one);
    expect((await subscribe(one)).SubscriptionArn).toBe(first.SubscriptionArn);
    await subscribe(one, reader.replace('reader', 'other'));
    await publish(one);
    expect(received).toHaveLength(2);
    await publish(two);
    expect(received).toHaveLength(2);
    await client.send(new UnsubscribeCommand({ SubscriptionArn: first.SubscriptionArn }));
    await publish(one);
    expect(received).toHaveLength(3);
  });

  test.each([
    ['no text', { Message: '' }],
    ['too much of it', { Message: 'x'.repeat(256 * 1024 + 1) }],
    ['a subject of two lines', { Subject: 'one\ntwo' }],
    ['an attribute without a type', { MessageAttributes: { a: { DataType: '' } } }],
    ['a text for each protocol', { MessageStructure: 'json' }],
  ])('with %s is refused', async (_what, wrong) => {
    const topic = await createTopic('alerts');
    await expect(publish(topic, wrong)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('topics', () => {
  test('are made once, listed, and outlive a restart with their subscriptions', async () => {
    const topic = await createTopic('alerts');
    expect(await createTopic('alerts')).toBe(topic);
    expect(sns.ensureTopic('alerts')).toBe(topic);
    sns.ensureSubscription(topic, 'reader');
    sns.ensureSubscription(topic, 'reader');
    await stop();
    await start();
    const { Topics } = await client.send(new ListTopicsCommand());
    expect(Topics).toEqual([{ TopicArn: topic }]);
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: topic }));
    expect(Attributes).toMatchObject({ TopicArn: topic, SubscriptionsConfirmed: '1' });
    const { Subscriptions } = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
    );
    expect(Subscriptions).toMatchObject([{ Protocol: 'lambda', Endpoint: reader }]);
  });

  test('that are gone cannot be published to', async () => {
    const topic = await createTopic('alerts');
    await subscribe(topic);
    await client.send(new DeleteTopicCommand({ TopicArn: topic }));
    await expect(publish(topic)).rejects.toMatchObject({ name: 'NotFoundException' });
    await createTopic('alerts');
    await publish(topic);
    expect(received).toEqual([]);
  });

  test('say what is not emulated', async () => {
    const topic = await createTopic('alerts');
    await expect(createTopic('alerts.fifo')).rejects.toThrow(/Topic Name/);
    await expect(subscribe(topic, `${reader}-2`)).rejects.toThrow(/no such function/);
    await expect(
      client.send(
        new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: 'a@b.test' }),
      ),
    ).rejects.toThrow(/lambda alone/);
    await expect(
      client.send(
        new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'X', AttributeValue: '' }),
      ),
    ).rejects.toThrow(/does not know the action SetTopicAttributes/);
  });
});
