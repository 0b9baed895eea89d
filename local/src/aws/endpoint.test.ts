import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetJobCommand, ListJobsCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsEndpoint, openAwsEndpoint, startAwsEndpoint } from './endpoint.ts';
import { AwsError } from './errors.ts';
import { readBody, sendJson } from './messages.ts';
import { type AwsProtocol, type AwsRequest, type AwsService, localAccount } from './service.ts';

/** A service that says what it was asked, or what the test wants it to say. */
function echo(signingName: string, protocol: Exclude<AwsProtocol, 'rest-xml'>) {
  const service = {
    signingName,
    protocol,
    asked: [] as { operation: string | undefined; key: string | undefined; body: string }[],
    fail: undefined as Error | undefined,
    async handle(request: AwsRequest, response) {
      const body = (await readBody(request)).toString();
      service.asked.push({ operation: request.operation, key: request.accessKeyId, body });
      if (service.fail) throw service.fail;
      sendJson(response, 200, {}, protocol);
    },
    async close() {},
  } satisfies AwsService & Record<string, unknown>;
  return service;
}

const dynamodb = echo('dynamodb', 'json');
const cognito = echo('cognito-idp', 'json');
const mediaconvert = echo('mediaconvert', 'rest-json');
let endpoint: AwsEndpoint;

beforeAll(async () => {
  const services = [dynamodb, cognito, mediaconvert];
  endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services });
});
beforeEach(() => {
  for (const service of [dynamodb, cognito, mediaconvert]) {
    service.asked.length = 0;
    service.fail = undefined;
  }
});
afterAll(() => endpoint.close());

test('a request that comes before the services are there waits for them', async () => {
  const early = await openAwsEndpoint({ port: 0, host: '127.0.0.1' });
  const client = new DynamoDBClient({ ...config(), endpoint: early.url });
  try {
    const answer = client.send(new ListTablesCommand({}));
    early.serve([dynamodb]);
    await answer;
    expect(dynamodb.asked.map(({ operation }) => operation)).toEqual(['ListTables']);
  } finally {
    client.destroy();
    await early.close();
  }
});

const config = (
  options: {
    region?: string;
    accessKeyId?: string;
    secretAccessKey?: string;
    offset?: number;
  } = {},
) => ({
  endpoint: endpoint.url,
  region: options.region ?? localAccount.region,
  maxAttempts: 1,
  systemClockOffset: options.offset ?? 0,
  credentials: {
    accessKeyId: options.accessKeyId ?? localAccount.accessKeyId,
    secretAccessKey: options.secretAccessKey ?? localAccount.secretAccessKey,
  },
});

const listTables = (options = {}) =>
  new DynamoDBClient(config(options)).send(new ListTablesCommand({ Limit: 5 }));

describe('a signed request', () => {
  test('reaches its service with operation, key and body', async () => {
    await listTables();
    expect(dynamodb.asked).toEqual([
      { operation: 'ListTables', key: 'tidecast', body: '{"Limit":5}' },
    ]);
  });

  test('reaches a service with paths, whatever the path holds', async () => {
    const client = new MediaConvertClient(config());
    await client.send(new GetJobCommand({ Id: 'a job/with:odd+characters%20' }));
    await client.send(new ListJobsCommand({ Status: 'COMPLETE', MaxResults: 3 }));
    expect(mediaconvert.asked).toHaveLength(2);
  });

  test.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
    ['an unknown key', { accessKeyId: 'AKIAUNKNOWN' }, 'UnrecognizedClientException'],
    ['another region', { region: 'eu-west-1' }, 'InvalidSignatureException'],
    ['a clock that is an hour late', { offset: -3_600_000 }, 'InvalidSignatureException'],
  ])('with %s is refused', async (_what, options, name) => {
    await expect(listTables(options)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    });
    expect(dynamodb.asked).toEqual([]);
  });

  test('for a service that is not here is told so', async () => {
    const other = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [cognito] });
    const client = new DynamoDBClient({ ...config(), endpoint: other.url });
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('"dynamodb"'),
    });
    await other.close();
  });
});

describe('an unsigned request', () => {
  const post = (target: string) =>
    fetch(endpoint.url, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' });

  test('reaches Cognito, which decides', async () => {
    const client = new CognitoIdentityProviderClient(config());
    await client.send(new GetUserCommand({ AccessToken: 'token' }));
    expect(cognito.asked).toMatchObject([{ operation: 'GetUser', key: undefined }]);
    await fetch(`${endpoint.url}/ap-northeast-2_abc/.well-known/jwks.json`);
    expect(cognito.asked).toHaveLength(2);
  });

  test('reaches no other service', async () => {
    const response = await post('DynamoDB_20120810.ListTables');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(dynamodb.asked).toEqual([]);
  });
});

describe('the error of a service', () => {
  test('is written for a JSON protocol', async () => {
    dynamodb.fail = new AwsError('ThingException', 'no such thing', 400, { Item: { a: 1 } });
    await expect(listTables()).rejects.toMatchObject({
      name: 'ThingException',
      message: 'no such thing',
    });
  });

  test('is written for a REST JSON protocol', async () => {
    mediaconvert.fail = new AwsError('NotFoundException', 'no such job', 404);
    const client = new MediaConvertClient(config());
    await expect(client.send(new GetJobCommand({ Id: 'x' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'no such job',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('that nobody expected is a 500 and is logged', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    dynamodb.fail = new TypeError('a bug');
    await expect(listTables()).rejects.toMatchObject({ name: 'InternalServerError' });
    expect(log).toHaveBeenCalledWith(expect.stringContaining('dynamodb'), dynamodb.fail);
    log.mockRestore();
  });
});

describe('a connection', () => {
  const unsignedPost = (headers: Record<string, string | number>): ClientRequest =>
    httpRequest(endpoint.url, { method: 'POST', headers });
  const answerOf = (request: ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });

  test('gets its refusal even while it is still sending', async () => {
    const request = unsignedPost({ 'x-amz-target': 'DynamoDB_20120810.PutItem' });
    request.write('x'.repeat(100_000));
    const response = await answerOf(request);
    expect(response.statusCode).toBe(403);
    request.end();
    await text(response);
  });

  test('is told when its body is too large', async () => {
    const request = unsignedPost({
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
      'content-length': 17 * 1024 * 1024,
    });
    request.end(Buffer.alloc(17 * 1024 * 1024));
    const response = await answerOf(request);
    expect(response.statusCode).toBe(413);
    expect(await text(response)).toContain('RequestEntityTooLarge');
  });
});
