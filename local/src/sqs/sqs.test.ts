import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { type AwsService, localAccount } from '../aws/service.ts';
import { createSqs, type Sqs } from './sqs.ts';

let dataDir: string;
let clock: number;
let sqs: Sqs;
let endpoint: AwsEndpoint;
let client: SQSClient;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sqs-'));
  clock = Date.now();
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
});

async function start() {
  // Queue URLs hold the port, which is known only once the endpoint listens.
  let service: AwsService | undefined;
  const late: AwsService = {
    signingName: 'sqs',
    protocol: 'json',
    handle: async (request, response) => service?.handle(request, response),
    close: async () => {},
  };
  endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [late] });
  sqs = createSqs({ dataDir, baseUrl: endpoint.url, now: () => clock });
  service = sqs.service;
  client = new SQSClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    requestHandler: { requestTimeout: 10_000 },
  });
}

async function stop() {
  client.destroy();
  await sqs.service.close();
  await endpoint.close();
}

async function createQueue(QueueName: string, Attributes: Record<string, string> = {}) {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return String(QueueUrl);
}

const send = (QueueUrl: string, MessageBody: string) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody }));

async function receive(QueueUrl: string, options: { wait?: number; max?: number } = {}) {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: options.max ?? 10,
      WaitTimeSeconds: options.wait ?? 0,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function attributes(QueueUrl: string) {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  return (await client.send(command)).Attributes ?? {};
}

async function queueWithDeadLetters(maxReceiveCount: number) {
  const dead = await createQueue('work-dead');
  const deadLetterTargetArn = String((await attributes(dead)).QueueArn);
  const work = await createQueue('work', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
  return { work, dead, deadLetterTargetArn };
}

describe('queues', () => {
  test('are created, found, listed by prefix and described', async () => {
    const url = await createQueue('submit', { VisibilityTimeout: '60' });
    await createQueue('track');
    expect(url).toBe(`${endpoint.url}/000000000000/submit`);
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'submit' }))).toMatchObject({
      QueueUrl: url,
    });
    const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'sub' }));
    expect(listed.QueueUrls).toEqual([url]);
    expect(await attributes(url)).toMatchObject({
      QueueArn: 'arn:aws:sqs:ap-northeast-2:000000000000:submit',
      VisibilityTimeout: '60',
      MessageRetentionPeriod: '345600',
      ApproximateNumberOfMessages: '0',
    });
  });

  test('are created again only with the same attributes', async () => {
    const url = await createQueue('submit', { VisibilityTimeout: '60' });
    expect(await createQueue('submit', { VisibilityTimeout: '60' })).toBe(url);
    await expect(createQueue('submit', { VisibilityTimeout: '61' })).rejects.toMatchObject({
      name: 'QueueNameExists',
    });
  });

  test('refuse what SQS refuses, and what is not emulated', async () => {
    await expect(createQueue('submit', { VisibilityTimeout: '43201' })).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
    });
    await expect(createQueue('submit', { FifoQueue: 'true' })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
    });
    await expect(createQueue('submit.fifo')).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(send(`${endpoint.url}/000000000000/nowhere`, 'x')).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:ap-northeast-2:000000000000:nowhere',
      maxReceiveCount: 3,
    });
    await expect(createQueue('submit', { RedrivePolicy })).rejects.toThrow(/target does not exist/);
  });

  test('and their messages are there after a restart, those in flight visible again', async () => {
    const url = await createQueue('submit');
    await send(url, 'in flight');
    await receive(url);
    await send(url, 'waiting');
    await stop();
    await start();
    const again = sqs.queue('submit').url;
    const bodies = (await receive(again)).map(({ Body }) => Body);
    expect(bodies.sort()).toEqual(['in flight', 'waiting']);
  });
});

describe('messages', () => {
  test('carry body, digests, attributes and counts', async () => {
    const url = await createQueue('submit');
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: '한글 {"a":1}',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'demo' },
          raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
        },
      }),
    );
    // The SDK itself compares the body with its MD5, when sent and when received.
    const [message] = await receive(url);
    expect(message).toMatchObject({
      Body: '한글 {"a":1}',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock) },
      MessageAttributes: { kind: { StringValue: 'demo' } },
    });
    expect(message?.MessageAttributes?.raw?.BinaryValue).toEqual(Uint8Array.of(1, 2, 255));
  });

  test('are hidden while somebody works on them, then come back until deleted', async () => {
    const url = await createQueue('submit', { VisibilityTimeout: '30' });
    await send(url, 'once');
    expect(await receive(url)).toHaveLength(1);
    expect(await receive(url)).toHaveLength(0);
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
    clock += 30_001;
    const [again] = await receive(url);
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await client.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }),
    );
    clock += 30_001;
    expect(await receive(url)).toHaveLength(0);
  });

  test('are given back, or kept longer, by their visibility', async () => {
    const url = await createQueue('submit', { VisibilityTimeout: '30' });
    await send(url, 'once');
    const hide = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }),
      );
    const [first] = await receive(url);
    await hide(first?.ReceiptHandle, 0);
    const [second] = await receive(url);
    await hide(second?.ReceiptHandle, 100);
    clock += 60_000;
    expect(await receive(url)).toHaveLength(0);
    await expect(hide(first?.ReceiptHandle, 10)).rejects.toMatchObject({
      name: 'MessageNotInflight',
    });
    await expect(hide('not a handle', 10)).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
  });

  test('are delayed, expire, and are purged', async () => {
    const url = await createQueue('submit', { DelaySeconds: '5', MessageRetentionPeriod: '60' });
    await send(url, 'late');
    expect(await receive(url)).toHaveLength(0);
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
    clock += 5_001;
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '1' });
    clock += 60_000;
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0' });
    await send(url, 'unwanted');
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '0' });
  });

  test('reach whoever waits as soon as they are sent', async () => {
    const url = await createQueue('submit');
    const waiting = receive(url, { wait: 20 });
    await send(url, 'now');
    // Without a wake-up this would take 20 s and fail the client's 10 s limit.
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
  });

  test('are not lost to a client that went away while it waited', async () => {
    const url = await createQueue('submit');
    const leave = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: leave.signal,
    });
    leave.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await send(url, 'still here');
    expect(await receive(url, { wait: 5 })).toHaveLength(1);
  });

  test('go in batches whose entries fail one by one', async () => {
    const url = await createQueue('submit', { MaximumMessageSize: '1024' });
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'small' },
          { Id: 'b', MessageBody: 'x'.repeat(1025) },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: 'a' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true }]);
    const [message] = await receive(url);
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [{ Id: 'a', ReceiptHandle: message?.ReceiptHandle }],
      }),
    );
    expect(removed.Successful).toEqual([{ Id: 'a' }]);
    const twice = new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'a', MessageBody: '2' },
      ],
    });
    await expect(client.send(twice)).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
  });
});

describe('dead letters', () => {
  test('are messages that were received too often, and can be sent back', async () => {
    const { work, dead, deadLetterTargetArn } = await queueWithDeadLetters(2);
    await send(work, 'poison');
    for (const count of ['1', '2']) {
      const [message] = await receive(work);
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
      clock += 30_001;
    }
    expect(await receive(work)).toHaveLength(0);
    const [letter] = await receive(dead);
    expect(letter).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: sqs.queue('work').arn },
    });
    expect(
      await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead })),
    ).toMatchObject({ queueUrls: [work] });

    clock += 30_001;
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterTargetArn }));
    const [back] = await receive(work);
    expect(back).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } });
    expect(await receive(dead)).toHaveLength(0);
  });

  test('stay where they are once the policy is taken away', async () => {
    const { work } = await queueWithDeadLetters(1);
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl: work, Attributes: { RedrivePolicy: '' } }),
    );
    await send(work, 'stubborn');
    await receive(work);
    clock += 30_001;
    expect(await receive(work)).toHaveLength(1);
  });
});

test('attributes have the digest that clients of SQS expect', async () => {
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl: await createQueue('submit'),
      MessageBody: 'any',
      MessageAttributes: { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
    }),
  );
  expect(sent.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
});

test('queues used without HTTP are the same queues', async () => {
  const queue = sqs.ensureQueue('submit', { VisibilityTimeout: '60' });
  sqs.ensureQueue('submit', { VisibilityTimeout: '90' });
  queue.send('from inside');
  expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  expect(await attributes(queue.url)).toMatchObject({ VisibilityTimeout: '90' });
  expect(await receive(queue.url)).toHaveLength(1);
});
