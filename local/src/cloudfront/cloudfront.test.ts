import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { type AwsService, localAccount } from '../aws/service.ts';
import { createCloudFront } from './cloudfront.ts';

const DistributionId = 'ETIDECASTLOCAL';
let dataDir: string;
let purged: [string, readonly string[]][];
let service: AwsService;
let endpoint: AwsEndpoint;
let client: CloudFrontClient;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cloudfront-'));
  purged = [];
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
});

async function start() {
  service = createCloudFront({
    dataDir,
    distributions: { [DistributionId]: { domainName: 'localhost:8080' } },
    purge: (id, paths) => purged.push([id, paths]),
  });
  endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [service] });
  client = new CloudFrontClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  });
}

async function stop() {
  client.destroy();
  await endpoint.close();
  await service.close();
}

const invalidate = (CallerReference: string, ...Items: string[]) =>
  client.send(
    new CreateInvalidationCommand({
      DistributionId,
      InvalidationBatch: { CallerReference, Paths: { Quantity: Items.length, Items } },
    }),
  );

test('an invalidation purges its paths and can be looked up, after a restart too', async () => {
  const { Invalidation, Location } = await invalidate('one', '/media/v/1/*', '/a&b.jpg');
  expect(purged).toEqual([[DistributionId, ['/media/v/1/*', '/a&b.jpg']]]);
  expect(Invalidation).toMatchObject({
    Status: 'Completed',
    CreateTime: expect.any(Date),
    InvalidationBatch: {
      CallerReference: 'one',
      Paths: { Quantity: 2, Items: ['/media/v/1/*', '/a&b.jpg'] },
    },
  });
  expect(Location).toContain(`/2020-05-31/distribution/${DistributionId}/invalidation/`);
  await stop();
  await start();
  const Id = Invalidation?.Id;
  const found = await client.send(new GetInvalidationCommand({ DistributionId, Id }));
  expect(found.Invalidation).toEqual(Invalidation);
});

test('the same caller reference is the same invalidation, for the same paths only', async () => {
  const first = await invalidate('one', '/a');
  const again = await invalidate('one', '/a');
  expect(again.Invalidation?.Id).toBe(first.Invalidation?.Id);
  await expect(invalidate('one', '/b')).rejects.toMatchObject({
    name: 'InvalidationBatchAlreadyExists',
  });
});

test('invalidations are listed newest first, by page', async () => {
  const ids: (string | undefined)[] = [];
  for (const name of ['one', 'two', 'three'])
    ids.unshift((await invalidate(name, '/a')).Invalidation?.Id);
  const list = async (Marker?: string) => {
    const answer = await client.send(
      new ListInvalidationsCommand({ DistributionId, MaxItems: 2, Marker }),
    );
    return answer.InvalidationList;
  };
  const first = await list();
  expect(first).toMatchObject({ IsTruncated: true, Quantity: 2 });
  const second = await list(first?.NextMarker);
  expect(second).toMatchObject({ IsTruncated: false });
  expect([...(first?.Items ?? []), ...(second?.Items ?? [])].map(({ Id }) => Id)).toEqual(ids);
});

test('what CloudFront refuses is refused, and nothing is purged', async () => {
  await expect(invalidate('one', 'no-slash')).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(invalidate('one')).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(
    client.send(
      new CreateInvalidationCommand({
        DistributionId,
        InvalidationBatch: { CallerReference: 'one', Paths: { Quantity: 5, Items: ['/a'] } },
      }),
    ),
  ).rejects.toMatchObject({ name: 'InconsistentQuantities' });
  await expect(
    client.send(new GetInvalidationCommand({ DistributionId, Id: 'I123' })),
  ).rejects.toMatchObject({ name: 'NoSuchInvalidation' });
  await expect(
    client.send(new ListInvalidationsCommand({ DistributionId: 'constructor' })),
  ).rejects.toMatchObject({ name: 'NoSuchDistribution' });
  expect(purged).toEqual([]);
});

test('the distribution says where it is', async () => {
  const { Distribution } = await client.send(new GetDistributionCommand({ Id: DistributionId }));
  expect(Distribution).toMatchObject({
    Id: DistributionId,
    Status: 'Deployed',
    DomainName: 'localhost:8080',
  });
});
