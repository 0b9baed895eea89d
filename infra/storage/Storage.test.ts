import { expect, test } from '@jest/globals';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { record } from '../recording/recorder.ts';
import { Storage } from './Storage.ts';

const name = 'tidecast-dev-storage';

const recordStorage = (protect: boolean) =>
  record(() => {
    const storage = new Storage(name, { siteOrigin: 'https://video.acme.com', protect });
    return {
      uploadOrigin: storage.uploadOrigin,
      buckets: [
        storage.sourceBucket.bucket,
        storage.mediaBucket.bucket,
        storage.webBucket.bucket,
        storage.recordingsBucket.bucket,
        storage.logBucket.bucket,
      ],
      tables: [storage.videosTable.name, storage.channelsTable.name, storage.expiringTable.name],
    };
  });

const recording = await recordStorage(true);
const destroyable = await recordStorage(false);

const kinds = ['source', 'media', 'web', 'recordings', 'logs'];

const ofType = (type: string, { resources } = recording) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));
/** By kind, in alphabetical order, for those that have one of the type. */
const byKind = (type: string) =>
  Object.fromEntries(
    ofType(type)
      .map((resource) => [resource.name.replace(`${name}-`, ''), resource.inputs] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );

test('each bucket and table is what its name says', () => {
  expect(recording.outputs).toEqual({
    uploadOrigin: `https://${name}-source.s3.ap-northeast-2.amazonaws.com`,
    buckets: kinds.map((kind) => `${name}-${kind}`),
    tables: ['videos', 'channels', 'expiring'].map((table) => `${name}-${table}`),
  });
});

test('the policy pack has nothing to say but that delivery owes two policies', async () => {
  expect((await faults(policies, ...recording.resources)).sort()).toEqual([
    `store-has-policy | ${name}-media: has no bucket policy to refuse plain http`,
    `store-has-policy | ${name}-web: has no bucket policy to refuse plain http`,
  ]);
});

test('no bucket is public, has ACLs or holds plain text', () => {
  for (const kind of kinds) {
    const bucket = `${name}-${kind}`;
    expect(byKind('BucketPublicAccessBlock')[kind]).toEqual({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(byKind('BucketOwnershipControls')[kind]).toEqual({
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    expect(byKind('BucketServerSideEncryptionConfiguration')[kind]).toEqual({
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
  }
});

test.each([
  ['source', ['abort-unfinished-uploads', 'end-old-versions', 'cool-down']],
  ['media', ['abort-unfinished-uploads']],
  ['web', ['abort-unfinished-uploads', 'end-old-versions']],
  ['recordings', ['abort-unfinished-uploads', 'end-old-versions', 'cool-down']],
  ['logs', ['abort-unfinished-uploads', 'expire']],
])('objects of %s: %j', (kind, ids) => {
  const rules = byKind('BucketLifecycleConfiguration')[kind]?.rules as { id: string }[];
  expect(rules.map(({ id }) => id)).toEqual(ids);
});

test('a deletion deletes: where there are versions they end, and where none are it is at once', () => {
  const rules = byKind('BucketLifecycleConfiguration');
  const versioned = byKind('BucketVersioning');
  for (const kind of kinds) {
    const status = versioned[kind] && { status: 'Enabled' };
    expect(versioned[kind]?.versioningConfiguration).toEqual(status);
    const ends = JSON.stringify(rules[kind]).includes('"noncurrentVersionExpiration"');
    expect([kind, ends]).toEqual([kind, versioned[kind] !== undefined]);
  }
  expect(Object.keys(versioned)).toEqual(['recordings', 'source', 'web']);
  expect(rules.source?.rules).toContainEqual({
    id: 'end-old-versions',
    status: 'Enabled',
    filter: { prefix: '' },
    noncurrentVersionExpiration: { noncurrentDays: 7 },
    expiration: { expiredObjectDeleteMarker: true },
  });
});

test('rules on old versions wait for the versions', () => {
  for (const versioning of ofType('BucketVersioning')) {
    const rules = ofType('BucketLifecycleConfiguration').find(
      (resource) => resource.name === versioning.name,
    );
    expect(rules?.dependsOn).toContain(versioning.urn);
  }
});

test('sources get cheaper, but can always be read at once; logs go', () => {
  const rules = byKind('BucketLifecycleConfiguration');
  expect(rules.source?.rules).toContainEqual({
    id: 'cool-down',
    status: 'Enabled',
    filter: { prefix: '' },
    transitions: [
      { days: 30, storageClass: 'STANDARD_IA' },
      { days: 90, storageClass: 'GLACIER_IR' },
    ],
  });
  expect(rules.logs?.rules).toContainEqual(
    expect.objectContaining({ id: 'expire', expiration: { days: 90 } }),
  );
  expect(rules.media?.rules).toEqual([
    {
      id: 'abort-unfinished-uploads',
      status: 'Enabled',
      filter: { prefix: '' },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
  ]);
});

test('the site’s pages alone may upload, and read what completes an upload', () => {
  expect(byKind('BucketCorsConfiguration')).toEqual({
    source: {
      bucket: `${name}-source`,
      corsRules: [
        {
          allowedOrigins: ['https://video.acme.com'],
          allowedMethods: ['PUT'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 3000,
        },
      ],
    },
  });
});

test('EventBridge hears of uploads alone', () => {
  expect(byKind('BucketNotification')).toEqual({
    source: { bucket: `${name}-source`, eventbridge: true },
  });
});

const policyOf = (kind: string) => JSON.parse(String(byKind('BucketPolicy')[kind]?.policy));
const tlsOnly = (kind: string) => ({
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:*'],
  Resource: [`arn:aws:s3:::${name}-${kind}`, `arn:aws:s3:::${name}-${kind}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

test('source and recordings refuse plain http; web and media are left to who serves them', () => {
  expect(Object.keys(byKind('BucketPolicy'))).toEqual(['logs', 'recordings', 'source']);
  for (const kind of ['source', 'recordings'])
    expect(policyOf(kind)).toEqual({ Version: '2012-10-17', Statement: [tlsOnly(kind)] });
});

test('logs are written by two services of AWS, each on our behalf and to its folder', () => {
  const bucket = `arn:aws:s3:::${name}-logs`;
  expect(policyOf('logs').Statement).toEqual([
    {
      Sid: 'SiteAccessLog',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: [`${bucket}/cloudfront/*`],
      Condition: {
        StringEquals: {
          'aws:SourceAccount': '123456789012',
          's3:x-amz-acl': 'bucket-owner-full-control',
        },
        ArnLike: {
          'aws:SourceArn': 'arn:aws:logs:us-east-1:123456789012:delivery-source:*',
        },
      },
    },
    {
      Sid: 'BucketAccessLogs',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: [`${bucket}/s3/*`],
      Condition: {
        StringEquals: { 'aws:SourceAccount': '123456789012' },
        ArnLike: {
          'aws:SourceArn': ['source', 'media', 'web', 'recordings'].map(
            (kind) => `arn:aws:s3:::${name}-${kind}`,
          ),
        },
      },
    },
    tlsOnly('logs'),
  ]);
});

test('every other bucket logs its requests, once that is allowed', () => {
  expect(Object.keys(byKind('BucketLogging'))).toEqual(['media', 'recordings', 'source', 'web']);
  const policy = ofType('BucketPolicy').find((resource) => resource.name.endsWith('-logs'));
  for (const { inputs, dependsOn } of ofType('BucketLogging')) {
    expect(inputs).toMatchObject({
      targetBucket: `${name}-logs`,
      targetPrefix: 's3/',
      targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
    });
    expect(dependsOn).toContain(policy?.urn);
  }
});

test('tables are made of their definitions', () => {
  const tables = byKind('Table');
  const text = (attribute: string) => ({ name: attribute, type: 'S' });
  expect(tables.videos?.attributes).toEqual(
    ['id', 'ownerId', 'createdAt', 'publicMonth', 'publishedAt', 'pendingStatus', 'movedAt'].map(
      text,
    ),
  );
  expect(tables.channels?.attributes).toEqual(
    ['id', 'ownerId', 'createdAt', 'state', 'startedAt', 'chatOf', 'sentAt'].map(text),
  );
  expect(tables.channels).toMatchObject({
    ttl: { enabled: true, attributeName: 'expire' },
    pointInTimeRecovery: { enabled: true },
  });
  expect(tables.expiring).toMatchObject({
    hashKey: 'key',
    ttl: { enabled: true, attributeName: 'expire' },
  });
});

test('a table that was renamed is the one that a stack has already', () => {
  expect(
    ofType('Table').flatMap((table) => table.formerNames.map((former) => [former, table.name])),
  ).toEqual([[`${name}-limits`, `${name}-expiring`]]);
});

test('a protected stack keeps what people made', () => {
  const kept = recording.resources.filter(({ protect }) => protect).map((kept) => kept.name);
  const names = [...kinds, 'videos', 'channels'].map((kind) => `${name}-${kind}`);
  expect(kept.sort()).toEqual(names.sort());
  for (const { inputs } of ofType('Bucket')) expect(inputs.forceDestroy).toBe(false);
  expect(
    Object.entries(byKind('Table')).map(([kind, inputs]) => [
      kind,
      inputs.deletionProtectionEnabled,
    ]),
  ).toEqual([
    ['channels', true],
    ['expiring', false],
    ['videos', true],
  ]);
});

test('any other is destroyed without a trace', () => {
  expect(destroyable.resources.filter(({ protect }) => protect)).toEqual([]);
  for (const { inputs } of ofType('Bucket', destroyable)) expect(inputs.forceDestroy).toBe(true);
  for (const { inputs } of ofType('Table', destroyable))
    expect(inputs.deletionProtectionEnabled).toBe(false);
});
