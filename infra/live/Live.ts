import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { LiveEnvironment } from '@tidecast/platform/environment/live';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import {
  type LiveFunction,
  liveFunctionSeconds,
  recordingThumbnails,
  streamEvents,
} from '@tidecast/platform/events/live';
import { schedules } from '@tidecast/platform/events/schedules';
import { metricNamespace, unreviewed } from '@tidecast/platform/telemetry/metrics';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import { watchRows } from '../alerts/watch-rows.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { type EnvironmentOf, LambdaFunction } from '../lambda/LambdaFunction.ts';
import { ReconcileSchedule } from '../schedule/ReconcileSchedule.ts';
import { LiveApi } from './LiveApi.ts';
import { eventsPolicy, httpPolicy, reconcilePolicy, reviewPolicy } from './live-policies.ts';
import { ReviewWarmUp } from './ReviewWarmUp.ts';
import { StreamEvents } from './StreamEvents.ts';

export interface LiveArgs {
  /** Marks this stack's channels, so that several stacks can share an account and its event bus. */
  readonly stackName: string;
  /** Origin of the site, such as `https://video.acme.com`. */
  readonly siteOrigin: string;
  /** Words blocked in chat messages, in addition to those that the review knows. No commas. */
  readonly blockedWords: readonly string[];
  readonly channelsTable: aws.dynamodb.Table;
  readonly videosTable: aws.dynamodb.Table;
  readonly expiringTable: aws.dynamodb.Table;
  /** Bucket that IVS records live streams to. */
  readonly recordingsBucket: aws.s3.Bucket;
  /** Bucket of everything delivered, including videos made from recordings. */
  readonly mediaBucket: aws.s3.Bucket;
  /** User pool and client whose tokens identify people. */
  readonly userPoolId: pulumi.Input<string>;
  readonly userPoolClientId: pulumi.Input<string>;
  /** Topic that is notified of everything that goes wrong. */
  readonly alertTopicArn: pulumi.Input<string>;
  /** Key that the topic is encrypted with. */
  readonly alertKeyArn: pulumi.Input<string>;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
}

/** A stream that comes back within this many seconds continues the same recording. */
const reconnectSeconds = 60;

/**
 * Messages wait for the review, and IVS waits 200 ms (IVS Chat quotas). With this much memory a
 * function has one whole CPU (Lambda Developer Guide, "Configure memory"); it could not use more.
 */
const reviewMegabytes = 1769;

/**
 * Messages that were not reviewed in time within five minutes. One or two may be due to a cold
 * start.
 */
const tooManyLate = 5;

/** Set for some functions only, or left at the code's default. */
type LeftOut = 'REVIEW_FUNCTION_ARN' | 'LIVE_INGEST_URL' | 'LIVE_BLOCKED_WORDS';

const descriptions: Readonly<Record<LiveFunction, string>> = {
  http: 'Answers requests for channels and their chat',
  authorizer: 'Says who sends a request for channels',
  events: 'Keeps channels up with what IVS says, and makes videos of recordings',
  review: 'Refuses chat messages that break the rules',
  reconcile: 'Settles channels that IVS knows otherwise',
};

/**
 * What all live channels share: the API, the functions, where IVS records. Channels and chat rooms
 * are created by the API when somebody opens one.
 */
export class Live extends pulumi.ComponentResource {
  /** Host name of the API, for the distribution. */
  readonly apiDomain: pulumi.Output<string>;
  /** Websocket address of the chat, such as `wss://edge.ivschat.<region>.amazonaws.com`. */
  readonly chatEndpoint: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: LiveArgs;

  constructor(name: string, args: LiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:live:Live', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const { region } = aws.getRegionOutput({}, { parent: this });
    const { partition } = aws.getPartitionOutput({}, { parent: this });
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });

    const { blockedWords } = args;
    const recording = this.#record();
    const resources = pulumi.output({
      partition,
      region,
      accountId,
      channelsTableArn: args.channelsTable.arn,
      videosTableArn: args.videosTable.arn,
      expiringTableArn: args.expiringTable.arn,
      recordingsBucketArn: args.recordingsBucket.arn,
      mediaBucketArn: args.mediaBucket.arn,
      alertTopicArn: args.alertTopicArn,
      alertKeyArn: args.alertKeyArn,
    });
    this.chatEndpoint = pulumi.interpolate`wss://edge.ivschat.${region}.amazonaws.com`;
    const common = this.#environment(recording);
    // Rooms refer to this function, so the others need its ARN, but it does not.
    const review = this.#createFunction(
      'review',
      // An empty variable would count as unset.
      { ...common, ...(blockedWords.length > 0 && { LIVE_BLOCKED_WORDS: blockedWords.join(',') }) },
      resources.apply(reviewPolicy),
    );
    this.#letReview(review, pulumi.interpolate`arn:${partition}:ivschat:${region}:${accountId}`);
    new ReviewWarmUp(
      `${name}-review-warm-up`,
      { functionArn: review.arn, functionName: review.name },
      { parent: this },
    );
    this.#watchReviews(review);
    const environment = { ...common, REVIEW_FUNCTION_ARN: review.arn };
    const api = new LiveApi(
      `${name}-api`,
      {
        http: this.#createFunction('http', environment, resources.apply(httpPolicy)),
        authorizer: this.#createFunction('authorizer', environment),
        logRetentionDays: args.logRetentionDays,
        alertTopicArn: args.alertTopicArn,
      },
      { parent: this },
    );
    new StreamEvents(
      `${name}-stream-events`,
      {
        pattern: streamEvents,
        createFunction: (deadLetterQueueArn) =>
          this.#createFunction(
            'events',
            environment,
            pulumi
              .all([resources, deadLetterQueueArn])
              .apply(([known, queueArn]) =>
                eventsPolicy({ ...known, deadLetterQueueArn: queueArn }),
              ),
          ),
        alertTopicArn: args.alertTopicArn,
      },
      { parent: this },
    );
    const reconcile = this.#createFunction(
      'reconcile',
      environment,
      resources.apply(reconcilePolicy),
    );
    new ReconcileSchedule(
      `${name}-schedule`,
      {
        schedule: schedules.reconcileChannels,
        functionArn: reconcile.arn,
        functionName: reconcile.name,
        settles: 'channels that IVS knows otherwise',
        alertTopicArn: args.alertTopicArn,
      },
      { parent: this },
    );

    for (const service of ['live-http', 'live-reconcile'] as const)
      watchRows(
        `${name}-${service}-rows`,
        { service, stackName: args.stackName, topicArn: args.alertTopicArn },
        this,
      );

    this.apiDomain = api.domain;
    this.registerOutputs({
      apiDomain: this.apiDomain,
      chatEndpoint: this.chatEndpoint,
    });
  }

  /**
   * IVS writes with its own role, which it creates with the account's first recording (IVS User
   * Guide, "Using Service-Linked Roles"): the bucket's policy need not name it.
   */
  #record(): aws.ivs.RecordingConfiguration {
    return new aws.ivs.RecordingConfiguration(
      `${this.#name}-recording`,
      {
        destinationConfiguration: { s3: { bucketName: this.#args.recordingsBucket.bucket } },
        recordingReconnectWindowSeconds: reconnectSeconds,
        thumbnailConfiguration: recordingThumbnails,
      },
      { parent: this },
    );
  }

  #environment(
    recording: aws.ivs.RecordingConfiguration,
  ): Omit<EnvironmentOf<LiveEnvironment>, LeftOut> {
    const args = this.#args;
    return {
      CHANNELS_TABLE: args.channelsTable.name,
      VIDEOS_TABLE: args.videosTable.name,
      EXPIRING_TABLE: args.expiringTable.name,
      RECORDINGS_BUCKET: args.recordingsBucket.bucket,
      MEDIA_BUCKET: args.mediaBucket.bucket,
      USER_POOL_ID: args.userPoolId,
      USER_POOL_CLIENT_ID: args.userPoolClientId,
      PUBLIC_ORIGIN: args.siteOrigin,
      RECORDING_CONFIGURATION_ARN: recording.arn,
      LIVE_CHAT_ENDPOINT: this.chatEndpoint,
      STACK_NAME: args.stackName,
      ALERT_TOPIC_ARN: args.alertTopicArn,
    };
  }

  #createFunction(
    which: LiveFunction,
    environment: Readonly<Record<string, pulumi.Input<string>>>,
    policy?: pulumi.Input<PolicyDocument>,
  ): LambdaFunction {
    const { logRetentionDays, alertTopicArn } = this.#args;
    return new LambdaFunction(
      `${this.#name}-${which}`,
      {
        entry: functionEntry('live', which),
        description: descriptions[which],
        environment,
        ...(policy && { policy }),
        timeoutSeconds: liveFunctionSeconds[which],
        ...(which === 'review' && { memoryMegabytes: reviewMegabytes }),
        logRetentionDays,
        alertTopicArn,
      },
      { parent: this },
    );
  }

  /** For any room of this account and region, because the API creates them later. */
  #letReview(review: LambdaFunction, chatArn: pulumi.Output<string>): void {
    new aws.lambda.Permission(
      `${this.#name}-review-permission`,
      {
        function: review.name,
        action: 'lambda:InvokeFunction',
        principal: 'ivschat.amazonaws.com',
        sourceArn: pulumi.concat(chatArn, ':room/*'),
        sourceAccount: aws.getCallerIdentityOutput({}, { parent: this }).accountId,
      },
      { parent: this },
    );
  }

  /**
   * The review refuses what it could not judge, so people see their messages rejected for no
   * reason.
   */
  #watchReviews(review: LambdaFunction): void {
    raiseAlarm(
      `${this.#name}-review-late`,
      {
        namespace: metricNamespace,
        metricName: 'MessageRefused',
        dimensions: {
          service: 'live-review',
          stack: this.#args.stackName,
          reason: unreviewed,
        },
        statistic: 'Sum',
        periodSeconds: 300,
        atLeast: tooManyLate,
        description: pulumi.interpolate`Chat messages are refused (reason ${unreviewed}): ${review.name} was not ready in time, or could not read the channel. Look at docs/runbooks/live-messages-not-reviewed.md.`,
        topicArn: this.#args.alertTopicArn,
      },
      this,
    );
  }
}
