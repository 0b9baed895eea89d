import type { Job } from '@aws-sdk/client-mediaconvert';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import type { Notification } from '@tidecast/platform/notifications/messages';
import { newVideo } from '../../../packages/catalog/test/new-video.ts';
import { startTestTables } from '../../../packages/catalog/test/test-tables.ts';
import { createFakeAws, type FakeAws } from '../../../packages/media/test/fake-aws.ts';
import { FakeCloudFront } from '../../../packages/media/test/fake-cloudfront.ts';
import { FakeMediaConvert } from '../../../packages/media/test/fake-mediaconvert.ts';
import { FakeS3 } from '../../../packages/media/test/fake-s3.ts';
import { forReconciliation, type ReconcileDependencies } from '../src/dependencies.ts';
import { createTrack } from '../src/outcome/track-event.ts';
import { createReconcile } from '../src/reconciliation/reconcile-videos.ts';
import { parseObjectCreated } from '../src/submission/object-created.ts';
import { createSubmitObject } from '../src/submission/submit-object.ts';
import type { DurationName, MetricName } from '../src/telemetry.ts';
import { probeOf } from './encoder-output.ts';

/** The three functions over AWS in memory, with a clock that tests turn. */
export interface TestBed {
  readonly aws: FakeAws;
  readonly catalog: VideoCatalog;
  readonly dependencies: ReconcileDependencies;
  readonly counts: Map<MetricName, number>;
  /** Reasons that something was counted for, such as `VideoFailed too_long`. */
  readonly reasons: string[];
  /** Everything that the alert topic was told. */
  readonly published: Notification[];
  /** Everything measured, in seconds. */
  readonly measured: { readonly metric: DurationName; readonly seconds: number }[];
  now(): number;
  advance(milliseconds: number): void;
  /** A video whose file lies in S3 whole, and which nobody has been told of. */
  upload(options?: { seconds?: number; body?: string; ownerId?: string }): Promise<Video>;
  /** The "Object Created" event of an upload. */
  objectCreated(video: Video): unknown;
  submit(event: unknown): Promise<unknown>;
  track(event: unknown): Promise<void>;
  reconcile(): Promise<unknown>;
  video(id: string): Promise<Video>;
  /** Jobs that were created for a video. */
  jobsOf(id: string): Job[];
  close(): Promise<void>;
}

export async function startTestBed(
  wrapCatalog: (catalog: VideoCatalog) => VideoCatalog = (catalog) => catalog,
): Promise<TestBed> {
  let clock = Date.parse('2026-11-22T00:00:00Z');
  const now = () => new Date(clock);
  const tables = await startTestTables();
  const catalog = wrapCatalog(
    createVideoCatalog({ client: tables.client, tables: tables.tables, now }),
  );
  const aws = createFakeAws({
    objects: new FakeS3(),
    encoder: new FakeMediaConvert(() => clock),
    edge: new FakeCloudFront(),
  });
  aws.objects.pageSize = 7;
  const counts = new Map<MetricName, number>();
  const reasons: TestBed['reasons'] = [];
  const measured: TestBed['measured'] = [];
  const published: Notification[] = [];
  const base = {
    config: {
      tables: tables.tables,
      buckets: { source: 'source', media: 'media' },
      distributionId: 'EDGE',
      queueArn: 'arn:queue',
      roleArn: 'arn:role',
      stackName: 'test',
      dailyEncodeMinutes: usualDailyEncodeMinutes,
    },
    catalog,
    now,
    publish: async (notification: Notification) => void published.push(notification),
    telemetry: {
      info: () => {},
      warn: () => {},
      error: () => {},
      count(name: MetricName, reason?: string) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (reason !== undefined) reasons.push(`${name} ${reason}`);
      },
      measure: (metric: DurationName, seconds: number) => void measured.push({ metric, seconds }),
    },
  };
  const dependencies = forReconciliation(base, aws);
  const submitObject = createSubmitObject(dependencies);
  const reconcile = createReconcile(dependencies);

  return {
    aws,
    catalog,
    dependencies,
    counts,
    reasons,
    measured,
    published,
    now: () => clock,
    advance(milliseconds) {
      clock += milliseconds;
    },
    async upload({ seconds = 20, body = 'film', ownerId = crypto.randomUUID() } = {}) {
      const video = await catalog.create(newVideo({ ownerId }));
      aws.objects.put('source', video.source.key, body);
      aws.encoder.probes.set(`s3://source/${video.source.key}`, probeOf(seconds));
      return video;
    },
    objectCreated(video) {
      const object = aws.objects.get('source', video.source.key);
      return {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: {
          version: '0',
          bucket: { name: 'source' },
          object: {
            key: video.source.key,
            size: object?.body.length ?? 0,
            etag: object?.etag ?? 'none',
          },
          reason: 'CompleteMultipartUpload',
        },
      };
    },
    submit: (event) => submitObject(parseObjectCreated(event)),
    track: createTrack(dependencies),
    reconcile: () => reconcile(() => true),
    async video(id) {
      const video = await catalog.get(id);
      if (!video) throw new Error(`video ${id} is gone`);
      return video;
    },
    jobsOf: (id) => aws.encoder.jobs.filter(({ UserMetadata }) => UserMetadata?.videoId === id),
    close: () => tables.close(),
  };
}
