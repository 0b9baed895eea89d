import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  CreateQueueCommand,
  DeleteQueueCommand,
  DescribeEndpointsCommand,
  GetJobCommand,
  GetQueueCommand,
  ListJobsCommand,
  ListQueuesCommand,
  ProbeCommand,
} from '@aws-sdk/client-mediaconvert';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parseProbe } from '@tidecast/encoding/probe';
import { until } from '../../../test/until.ts';
import {
  createTestBed,
  jobFor,
  type TestBed,
  testPattern,
  turned,
} from './mediaconvert-test-bed.ts';
import { openQueues } from './queues.ts';

let bed: TestBed;

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed.close());

describe('CreateJob', () => {
  type Change = (request: CreateJobCommandInput) => unknown;
  const codec = (request: CreateJobCommandInput) =>
    request.Settings?.OutputGroups?.[0]?.Outputs?.[0]?.VideoDescription?.CodecSettings ?? {};

  test.each<[string, Change, string]>([
    [
      'another codec',
      (request) => Object.assign(codec(request), { Codec: 'H_265' }),
      'Settings.OutputGroups[0].Outputs[0].VideoDescription.CodecSettings.Codec: H_265 is not supported here, only H_264',
    ],
    [
      'an unknown setting',
      (request) => Object.assign(codec(request).H264Settings ?? {}, { Slices: 4 }),
      'Settings.OutputGroups[0].Outputs[0].VideoDescription.CodecSettings.H264Settings.Slices: not supported here',
    ],
    [
      'the Professional tier',
      (request) => Object.assign(request, { AccelerationSettings: { Mode: 'PREFERRED' } }),
      'AccelerationSettings: not supported here',
    ],
    ['a missing role', (request) => Object.assign(request, { Role: undefined }), 'Role: missing'],
    [
      'captures alone',
      (request) => request.Settings?.OutputGroups?.shift(),
      'Settings.OutputGroups: frame captures need a video output beside them; add an HLS group',
    ],
    [
      'outputs of one name',
      (request) => {
        const outputs = request.Settings?.OutputGroups?.[0]?.Outputs ?? [];
        outputs.push(...outputs);
      },
      'NameModifier: two outputs would write the same files',
    ],
  ])('refuses %s by name', async (_name, change, message) => {
    const request = jobFor('s3://source/any.mp4', {});
    change(request);
    await expect(bed.client.send(new CreateJobCommand(request))).rejects.toMatchObject({
      name: 'BadRequestException',
      message,
    });
    expect(bed.events).toEqual([]);
  });

  test('refuses a queue that does not exist', async () => {
    const request = { ...jobFor('s3://source/any.mp4', {}), Queue: 'Fast' };
    await expect(bed.client.send(new CreateJobCommand(request))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('Probe', () => {
  const probe = async (url: string) => {
    const { ProbeResults } = await bed.client.send(
      new ProbeCommand({ InputFiles: [{ FileUrl: url }] }),
    );
    return ProbeResults?.[0];
  };

  test('says what the planner needs', async () => {
    await bed.clip('flat.mp4', testPattern('320x180', 2));
    const flat = bed.store.head('source', 'flat.mp4')?.filePath ?? '';
    const url = await bed.source('probe.mp4', turned(readFileSync(flat)));
    const result = await probe(url);
    expect(parseProbe(result)).toMatchObject({
      duration: 2,
      audio: { codec: 'AAC' },
      video: {
        width: 320,
        height: 180,
        rotation: 90,
        codec: 'AVC',
        bitDepth: 8,
        dynamicRange: 'sdr',
        frameRate: { numerator: 30, denominator: 1 },
      },
    });
    expect(result).toMatchObject({
      Container: { Format: 'mp4', Duration: 2 },
      Metadata: { MimeType: 'video/mp4', FileSize: bed.store.head('source', 'probe.mp4')?.size },
      TrackMappings: [{ VideoTrackIndexes: [0], AudioTrackIndexes: [1] }],
    });
  });

  test('reads MPEG-TS', async () => {
    const args = testPattern('320x180', 1).slice(0, -4);
    const url = await bed.clip('probe.ts', [...args, '-f', 'mpegts']);
    expect(parseProbe(await probe(url)).video).toMatchObject({ width: 320, height: 180 });
  });

  test.each([
    ['empty', ''],
    ['text', 'hello'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
  ])('refuses a file that is %s', async (_name, bytes) => {
    const url = await bed.source('bad.mp4', bytes);
    await expect(probe(url)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(`Unable to probe input file [${url}]`),
    });
  });

  test('says when there is no file', async () => {
    await expect(probe('s3://source/nowhere')).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('queues of one’s own', () => {
  const arn = 'arn:aws:mediaconvert:ap-northeast-2:000000000000:queues/uploads';
  const remove = (Name: string) => bed.client.send(new DeleteQueueCommand({ Name }));
  afterEach(async () => {
    await remove('uploads').catch(() => undefined);
  });

  test('take jobs, say so in every event, and go', async () => {
    const { Queue } = await bed.client.send(new CreateQueueCommand({ Name: 'uploads' }));
    expect(Queue).toMatchObject({ Arn: arn, Type: 'CUSTOM', Status: 'ACTIVE' });
    const again = bed.client.send(new CreateQueueCommand({ Name: 'uploads' }));
    await expect(again).rejects.toMatchObject({ name: 'ConflictException' });

    const before = bed.events.length;
    // It fails as soon as it is looked at: nothing has to be encoded.
    const request = { ...jobFor('s3://source/missing.mp4', {}), Queue: arn };
    const { Job } = await bed.client.send(new CreateJobCommand(request));
    expect(Job?.Queue).toBe(arn);
    await until(() => bed.statuses().slice(before).includes('ERROR'));
    const queues = new Set(bed.events.slice(before).map(({ detail }) => detail.queue));
    expect([...queues]).toEqual([arn]);
    const listed = async (Queue: string) =>
      (await bed.client.send(new ListJobsCommand({ Queue }))).Jobs?.map(({ Id }) => Id);
    expect(await listed('uploads')).toEqual([Job?.Id]);
    expect(await listed('Default')).not.toContain(Job?.Id);

    await remove('uploads');
    const { Queues } = await bed.client.send(new ListQueuesCommand({}));
    expect(Queues?.map(({ Name }) => Name)).toEqual(['Default']);
  });

  test('stay while they have jobs to do, and the account’s own always', async () => {
    const dataDir = join(bed.directory, 'busy');
    let jobs = 1;
    const queues = openQueues({ dataDir, jobs: { count: () => jobs }, concurrency: 2 });
    queues.create({ name: 'uploads' });
    expect(() => queues.delete('uploads')).toThrow('queue uploads has jobs to do');
    jobs = 0;
    queues.delete('uploads');
    expect(() => queues.delete('Default')).toThrow('queue Default is the account');
    queues.close();
  });
});

describe('what tools ask beside that', () => {
  test('queues and endpoints', async () => {
    const { Queues } = await bed.client.send(new ListQueuesCommand({}));
    expect(Queues).toMatchObject([{ Name: 'Default', Status: 'ACTIVE' }]);
    const { Queue } = await bed.client.send(new GetQueueCommand({ Name: 'Default' }));
    expect(Queue?.Arn).toBe('arn:aws:mediaconvert:ap-northeast-2:000000000000:queues/Default');
    const { Endpoints } = await bed.client.send(new DescribeEndpointsCommand({}));
    expect(Endpoints).toEqual([{ Url: bed.endpoint }]);
  });

  test('an unknown job', async () => {
    await expect(bed.client.send(new GetJobCommand({ Id: 'nope' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});
