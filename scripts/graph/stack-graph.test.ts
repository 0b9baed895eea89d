import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { record } from '../../infra/recording/recorder.ts';
import { stackGraph } from './stack-graph.ts';

class Part extends pulumi.ComponentResource {
  constructor(type: string, parent: pulumi.Resource) {
    super(type, type.split(':').join('-').toLowerCase(), {}, { parent });
  }
}

/** Storage ← Delivery ← Transcoding, which needs Storage too; and Alerts, which nothing needs. */
function program() {
  const root = new pulumi.ComponentResource('tidecast:index:Tidecast', 'root', {});
  const storage = new Part('tidecast:storage:Storage', root);
  const box = new Part('tidecast:storage:PrivateBucket', storage);
  const bucket = new aws.s3.Bucket('one', {}, { parent: box });
  new aws.s3.Bucket('two', {}, { parent: box });
  new aws.s3.BucketVersioning(
    'one',
    { bucket: bucket.bucket, versioningConfiguration: { status: 'Enabled' } },
    { parent: box },
  );
  const delivery = new Part('tidecast:delivery:Delivery', root);
  const key = new aws.kms.Key('key', { description: bucket.arn }, { parent: delivery });
  const transcoding = new Part('tidecast:transcoding:Transcoding', root);
  new aws.sqs.Queue('jobs', { kmsMasterKeyId: key.id }, { parent: transcoding });
  new aws.sqs.Queue('late', { name: bucket.bucket }, { parent: transcoding });
  const alerts = new Part('tidecast:alerts:Alerts', root);
  new aws.iam.Role('role', { assumeRolePolicy: '{}' }, { parent: alerts });
}

test('components are the boxes, however deep their resources lie', async () => {
  const { nodes } = stackGraph(await record(program));
  expect(nodes).toEqual([
    { name: 'Storage', contents: ['2 S3 buckets'], size: 3, runs: false },
    { name: 'Delivery', contents: ['1 KMS key'], size: 1, runs: false },
    { name: 'Transcoding', contents: ['2 SQS queues'], size: 2, runs: false },
    { name: 'Alerts', contents: ['1 IAM role'], size: 1, runs: false },
  ]);
});

test('dependencies between resources become arrows, one a pair, and none that follows', async () => {
  const { arrows } = stackGraph(await record(program));
  expect(arrows).toEqual([
    { from: 'Storage', to: 'Delivery' },
    { from: 'Delivery', to: 'Transcoding' },
  ]);
});

test('a circle and a recording without a root are refused', async () => {
  const recording = await record(program);
  const [queue, bucket] = ['jobs', 'one'].map((wanted) =>
    recording.resources.find(({ name }) => name === wanted),
  );
  const resources = recording.resources.map((resource) =>
    resource === bucket ? { ...resource, dependsOn: [queue?.urn ?? ''] } : resource,
  );
  expect(() => stackGraph({ ...recording, resources })).toThrow('in a circle');
  expect(() => stackGraph({ ...recording, resources: [] })).toThrow('tidecast:index:Tidecast');
});
