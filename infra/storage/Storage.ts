import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type TableDefinition, tables } from '@tidecast/platform/storage/tables';
import { uploadAccess } from '@tidecast/platform/storage/uploads';
import { accountScope } from '../iam/account-scope.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { bucketLogFolder, logBucketPolicy, tlsOnlyBucketPolicy } from './bucket-policies.ts';
import type { Lifecycle } from './lifecycle-rules.ts';
import { PrivateBucket } from './PrivateBucket.ts';
import { tableArgs } from './table-args.ts';

export interface StorageArgs {
  /** Origin of the site's pages, such as `https://video.acme.com`; only they may upload. */
  readonly siteOrigin: string;
  /**
   * True: what holds people's data cannot be deleted by mistake. False: `pulumi destroy` empties
   * buckets and deletes everything.
   */
  readonly protect: boolean;
}

/**
 * How long each kind of object is kept. What cannot be recreated can be restored for a week after a
 * mistake and is then gone for good: deleting a video really deletes it, no later than its rows
 * leave the tables' backups.
 */
const lifecycles = {
  /** Uploaded files. Each is read once, and again only if its encode is repeated. */
  source: { undoDays: 7, rarelyRead: true },
  /**
   * No versions: everything can be encoded again from the source, playlists are overwritten every
   * few seconds while a video encodes, and the poster of a video that became private must be gone.
   */
  media: {},
  /** The site's build. An overwritten release can be restored. */
  web: { undoDays: 30 },
  /** Recordings of live streams, which cannot be made again. */
  recordings: { undoDays: 7, rarelyRead: true },
  /** Requests with the addresses of viewers: long enough to look into an incident. */
  logs: { expireDays: 90 },
} as const satisfies Record<string, Lifecycle>;

/** Names of the tables in earlier releases, so that existing stacks keep their tables and data. */
const formerTableNames: Readonly<Record<keyof typeof tables, readonly string[]>> = {
  videos: [],
  channels: [],
  expiring: ['limits'],
};

type BucketName = keyof typeof lifecycles;

/**
 * Everything persistent: the buckets and the tables. The policies of the web and the media bucket
 * are created by the component that serves them.
 */
export class Storage extends pulumi.ComponentResource {
  /** Uploaded files. Sends an event to EventBridge for every object. */
  readonly sourceBucket: aws.s3.Bucket;
  /** Renditions, captions, storyboards and posters: bucket-layout.ts of packages/platform. */
  readonly mediaBucket: aws.s3.Bucket;
  /** The build of the site. */
  readonly webBucket: aws.s3.Bucket;
  /** Recordings of live streams, as written by IVS. */
  readonly recordingsBucket: aws.s3.Bucket;
  /** Access logs: CloudFront's under `cloudfront/`, those of the other buckets under `s3/`. */
  readonly logBucket: aws.s3.Bucket;
  readonly videosTable: aws.dynamodb.Table;
  readonly channelsTable: aws.dynamodb.Table;
  readonly expiringTable: aws.dynamodb.Table;
  /** Where browsers PUT the parts of an upload, such as `https://b.s3.region.amazonaws.com`. */
  readonly uploadOrigin: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: StorageArgs;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:storage:Storage', name, {}, opts);
    this.#name = name;
    this.#args = args;

    this.sourceBucket = this.#createBucket('source');
    this.mediaBucket = this.#createBucket('media');
    this.webBucket = this.#createBucket('web');
    this.recordingsBucket = this.#createBucket('recordings');
    this.logBucket = this.#createBucket('logs');
    this.uploadOrigin = pulumi.interpolate`https://${this.sourceBucket.bucketRegionalDomainName}`;

    this.#allowUploads();
    this.#announceUploads();
    for (const [kind, bucket] of [
      ['source', this.sourceBucket],
      ['recordings', this.recordingsBucket],
    ] as const)
      this.#setPolicy(kind, bucket, bucket.arn.apply(tlsOnlyBucketPolicy));
    this.#logAccess();

    this.videosTable = this.#createTable('videos');
    this.channelsTable = this.#createTable('channels');
    this.expiringTable = this.#createTable('expiring');
    this.registerOutputs({
      sourceBucket: this.sourceBucket.bucket,
      mediaBucket: this.mediaBucket.bucket,
      webBucket: this.webBucket.bucket,
      recordingsBucket: this.recordingsBucket.bucket,
      logBucket: this.logBucket.bucket,
      videosTable: this.videosTable.name,
      channelsTable: this.channelsTable.name,
      expiringTable: this.expiringTable.name,
      uploadOrigin: this.uploadOrigin,
    });
  }

  #createBucket(kind: BucketName): aws.s3.Bucket {
    return new PrivateBucket(
      `${this.#name}-${kind}`,
      { ...lifecycles[kind], protect: this.#args.protect },
      { parent: this },
    ).bucket;
  }

  #createTable(kind: keyof typeof tables): aws.dynamodb.Table {
    const definition: TableDefinition = tables[kind];
    const { protect } = this.#args;
    return new aws.dynamodb.Table(`${this.#name}-${kind}`, tableArgs(definition, protect), {
      parent: this,
      protect: protect && definition.durable,
      aliases: formerTableNames[kind].map((name) => ({ name: `${this.#name}-${name}` })),
    });
  }

  /** Lets the page PUT parts, and read the ETags that complete an upload. */
  #allowUploads(): void {
    new aws.s3.BucketCorsConfiguration(
      `${this.#name}-source`,
      {
        bucket: this.sourceBucket.bucket,
        corsRules: [
          {
            allowedOrigins: [this.#args.siteOrigin],
            allowedMethods: [...uploadAccess.methods],
            allowedHeaders: [...uploadAccess.requestHeaders],
            exposeHeaders: [...uploadAccess.answerHeaders],
            maxAgeSeconds: uploadAccess.maxAgeSeconds,
          },
        ],
      },
      { parent: this },
    );
  }

  /** Only uploads: IVS itself announces recordings, once for each and not for every segment. */
  #announceUploads(): void {
    new aws.s3.BucketNotification(
      `${this.#name}-source`,
      { bucket: this.sourceBucket.bucket, eventbridge: true },
      { parent: this },
    );
  }

  #setPolicy(
    kind: BucketName,
    { bucket }: aws.s3.Bucket,
    document: pulumi.Output<PolicyDocument>,
  ): aws.s3.BucketPolicy {
    return new aws.s3.BucketPolicy(
      `${this.#name}-${kind}`,
      { bucket, policy: policyJson(document) },
      { parent: this },
    );
  }

  #logAccess(): void {
    const logged = [
      ['source', this.sourceBucket],
      ['media', this.mediaBucket],
      ['web', this.webBucket],
      ['recordings', this.recordingsBucket],
    ] as const;
    const scope = pulumi.output({
      account: accountScope(this),
      bucketArn: this.logBucket.arn,
      loggedBucketArns: logged.map(([, { arn }]) => arn),
    });
    const policy = this.#setPolicy(
      'logs',
      this.logBucket,
      scope.apply(({ account, ...buckets }) => logBucketPolicy({ ...account, ...buckets })),
    );
    for (const [kind, { bucket }] of logged) {
      new aws.s3.BucketLogging(
        `${this.#name}-${kind}`,
        {
          bucket,
          targetBucket: this.logBucket.bucket,
          targetPrefix: bucketLogFolder,
          targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
        },
        // Logs written before S3 has permission are lost.
        { parent: this, dependsOn: [policy] },
      );
    }
  }
}
