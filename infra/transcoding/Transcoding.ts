import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { TranscoderEnvironment } from '@tidecast/platform/environment/transcoder';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { schedules } from '@tidecast/platform/events/schedules';
import {
  batchSize,
  encodeEvents,
  functionSeconds,
  type TranscoderFunction,
  uploadEvents,
} from '@tidecast/platform/events/video';
import { watchRows } from '../alerts/watch-rows.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { type EnvironmentOf, LambdaFunction } from '../lambda/LambdaFunction.ts';
import { ReconcileSchedule } from '../schedule/ReconcileSchedule.ts';
import { Encoder } from './Encoder.ts';
import { EventQueue } from './EventQueue.ts';
import { reconcilePolicy, submitPolicy, trackPolicy } from './policies.ts';

export interface TranscodingArgs {
  /** Marks this stack's jobs, so that several stacks can share an account and its event bus. */
  readonly stackName: string;
  /** Bucket of uploads, which must send its events to EventBridge. */
  readonly sourceBucket: aws.s3.Bucket;
  /** Bucket of everything delivered. */
  readonly mediaBucket: aws.s3.Bucket;
  readonly videosTable: aws.dynamodb.Table;
  readonly expiringTable: aws.dynamodb.Table;
  /** CloudFront distribution in which deleted videos are invalidated. */
  readonly distributionId: pulumi.Input<string>;
  readonly distributionArn: pulumi.Input<string>;
  /** Minutes of video one owner may encode a day. */
  readonly dailyEncodeMinutes: number;
  /** Topic that is notified of everything that goes wrong. */
  readonly alertTopicArn: pulumi.Input<string>;
  /** Key that the topic is encrypted with. */
  readonly alertKeyArn: pulumi.Input<string>;
  /** Days that the functions' logs are kept. */
  readonly logRetentionDays: number;
}

/**
 * How many batches of each queue may be handled at once. No more is needed, and a new account has
 * low concurrency for all its functions together (Lambda Developer Guide, "Lambda quotas").
 *
 * - submit: the minimum that Lambda allows, which is twenty probes. MediaConvert limits how often
 *   an account may call it.
 * - track: fifty events. A hundred concurrent encodes send ten events a second.
 */
const concurrency = { submit: 2, track: 5 } as const;

const descriptions: Readonly<Record<TranscoderFunction, string>> = {
  submit: 'Submits uploads to MediaConvert',
  track: 'Keeps the catalog up with what MediaConvert says',
  reconcile: 'Settles videos that have stopped moving',
};

/** The bridge from S3 to MediaConvert and back: queues, rules, functions, schedule. */
export class Transcoding extends pulumi.ComponentResource {
  readonly submitQueueArn: pulumi.Output<string>;
  readonly submitQueueUrl: pulumi.Output<string>;
  readonly submitQueueName: pulumi.Output<string>;
  readonly trackQueueName: pulumi.Output<string>;
  readonly mediaConvertQueueArn: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: TranscodingArgs;

  constructor(name: string, args: TranscodingArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:transcoding:Transcoding', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const { sourceBucket, mediaBucket, stackName } = args;

    const encoder = new Encoder(
      `${name}-encoder`,
      { sourceBucketArn: sourceBucket.arn, mediaBucketArn: mediaBucket.arn },
      { parent: this },
    );
    const submitQueue = this.#createQueue('submit', {
      events: 'an upload is whole',
      pattern: sourceBucket.bucket.apply(uploadEvents),
    });
    const trackQueue = this.#createQueue('track', {
      events: 'something happened to an encode',
      pattern: encoder.queueArn.apply((queueArn) => encodeEvents({ queueArn, stackName })),
    });

    const resources = pulumi.output({
      videosTableArn: args.videosTable.arn,
      expiringTableArn: args.expiringTable.arn,
      sourceBucketArn: sourceBucket.arn,
      mediaBucketArn: mediaBucket.arn,
      distributionArn: args.distributionArn,
      encoderQueueArn: encoder.queueArn,
      encoderRoleArn: encoder.roleArn,
      alertTopicArn: args.alertTopicArn,
      alertKeyArn: args.alertKeyArn,
      submitQueueArn: submitQueue.arn,
      trackQueueArn: trackQueue.arn,
    });
    const create = this.#functionMaker(encoder);
    this.#feed('submit', submitQueue, create('submit', resources.apply(submitPolicy)));
    this.#feed('track', trackQueue, create('track', resources.apply(trackPolicy)));
    const reconcile = create('reconcile', resources.apply(reconcilePolicy));
    new ReconcileSchedule(
      `${name}-schedule`,
      {
        schedule: schedules.reconcileVideos,
        functionArn: reconcile.arn,
        functionName: reconcile.name,
        settles: 'videos that have stopped moving',
        alertTopicArn: args.alertTopicArn,
      },
      { parent: this },
    );

    watchRows(
      `${name}-reconcile-rows`,
      { service: 'reconcile', stackName, topicArn: args.alertTopicArn },
      this,
    );

    this.submitQueueArn = submitQueue.arn;
    this.submitQueueUrl = submitQueue.url;
    this.submitQueueName = submitQueue.name;
    this.trackQueueName = trackQueue.name;
    this.mediaConvertQueueArn = encoder.queueArn;
    this.registerOutputs({
      submitQueueArn: this.submitQueueArn,
      submitQueueUrl: this.submitQueueUrl,
      submitQueueName: this.submitQueueName,
      trackQueueName: this.trackQueueName,
      mediaConvertQueueArn: this.mediaConvertQueueArn,
    });
  }

  #createQueue(
    consumer: 'submit' | 'track',
    of: { readonly events: string; readonly pattern: pulumi.Input<object> },
  ): EventQueue {
    return new EventQueue(
      `${this.#name}-${consumer}-queue`,
      {
        ...of,
        consumer,
        consumerSeconds: functionSeconds[consumer],
        alertTopicArn: this.#args.alertTopicArn,
      },
      { parent: this },
    );
  }

  #functionMaker(encoder: Encoder) {
    const args = this.#args;
    const environment: EnvironmentOf<TranscoderEnvironment> = {
      VIDEOS_TABLE: args.videosTable.name,
      EXPIRING_TABLE: args.expiringTable.name,
      SOURCE_BUCKET: args.sourceBucket.bucket,
      MEDIA_BUCKET: args.mediaBucket.bucket,
      CLOUDFRONT_DISTRIBUTION_ID: args.distributionId,
      MEDIACONVERT_QUEUE_ARN: encoder.queueArn,
      MEDIACONVERT_ROLE_ARN: encoder.roleArn,
      STACK_NAME: args.stackName,
      DAILY_ENCODE_MINUTES: String(args.dailyEncodeMinutes),
      ALERT_TOPIC_ARN: args.alertTopicArn,
    };
    return (which: TranscoderFunction, policy: pulumi.Input<PolicyDocument>) =>
      new LambdaFunction(
        `${this.#name}-${which}`,
        {
          entry: functionEntry('transcoder', which),
          description: descriptions[which],
          environment,
          policy,
          timeoutSeconds: functionSeconds[which],
          logRetentionDays: args.logRetentionDays,
          alertTopicArn: args.alertTopicArn,
        },
        { parent: this },
      );
  }

  #feed(consumer: 'submit' | 'track', queue: EventQueue, lambda: LambdaFunction): void {
    new aws.lambda.EventSourceMapping(
      `${this.#name}-${consumer}-mapping`,
      {
        eventSourceArn: queue.arn,
        functionName: lambda.arn,
        batchSize,
        // People are watching: do not wait for a batch to fill up.
        maximumBatchingWindowInSeconds: 0,
        functionResponseTypes: ['ReportBatchItemFailures'],
        scalingConfig: { maximumConcurrency: concurrency[consumer] },
      },
      { parent: this },
    );
  }
}
