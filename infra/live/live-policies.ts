import {
  anyId,
  hlsPrefix,
  mediaPrefix,
  postersPrefix,
  recordingsPrefix,
  storyboardPrefix,
} from '@tidecast/platform/storage/bucket-layout';
import { channelsTable } from '@tidecast/platform/storage/tables';
import { type AlertTopic, publishAlerts } from '../alerts/publish-alerts.ts';
import { allow, type PolicyDocument, policy, type Statement } from '../iam/policy-document.ts';

/** The resources that the functions use, by ARN. */
export interface LiveResources extends AlertTopic {
  /** Where channels and rooms are created while the stack runs. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly channelsTableArn: string;
  readonly videosTableArn: string;
  readonly expiringTableArn: string;
  readonly recordingsBucketArn: string;
  readonly mediaBucketArn: string;
}

const keys = {
  recordings: `${recordingsPrefix}*`,
  media: `${mediaPrefix(anyId)}*`,
  streams: `${hlsPrefix(anyId)}*`,
  storyboards: `${storyboardPrefix(anyId)}*`,
  posters: `${postersPrefix}*`,
} as const;

const [ownerIndex, stateIndex, chatIndex] = channelsTable.indexes;

/**
 * Exactly what apps/live/src/functions/http.ts calls; above each statement, the file that calls it.
 */
export function httpPolicy(resources: LiveResources): PolicyDocument {
  const { channelsTableArn, videosTableArn, expiringTableArn } = resources;
  const { channels, streamKeys, rooms } = madeLater(resources);
  return policy(
    // dynamo-channel-catalog.ts, chat-history.ts; videos, for the replay of their chat.
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [channelsTableArn]),
    allow(
      ['dynamodb:Query'],
      [ownerIndex, stateIndex, chatIndex].map(({ name }) => `${channelsTableArn}/index/${name}`),
    ),
    allow(['dynamodb:GetItem'], [videosTableArn]),
    // limits.ts, by rate-limiter-flexible; shared-answers.ts.
    allow(['dynamodb:UpdateItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], [expiringTableArn]),

    // ivs-maker.ts, ivs-removal.ts: a channel comes and goes with its stream key.
    allow(['ivs:CreateChannel', 'ivs:DeleteChannel', 'ivs:TagResource'], [channels, streamKeys]),
    allow(['ivs:GetChannel', 'ivs:ListChannels', 'ivs:StopStream'], [channels]),
    // ivs-streams.ts.
    allow(['ivs:ListStreams'], [channels]),
    // ivs-stream-keys.ts, delete-stream-keys.ts.
    allow(['ivs:ListStreamKeys'], [channels, streamKeys]),
    allow(['ivs:CreateStreamKey', 'ivs:GetStreamKey', 'ivs:DeleteStreamKey'], [streamKeys]),
    // ivs-maker.ts, ivs-removal.ts.
    allow(
      ['ivschat:CreateRoom', 'ivschat:ListRooms', 'ivschat:DeleteRoom', 'ivschat:TagResource'],
      [rooms],
    ),
    // Operations in a room.
    allow(
      [
        'ivschat:CreateChatToken',
        'ivschat:DeleteMessage',
        'ivschat:DisconnectUser',
        'ivschat:SendEvent',
      ],
      [rooms],
    ),
  );
}

/**
 * What apps/live/src/functions/events.ts calls, and what Lambda needs to keep events that it failed
 * on.
 */
export function eventsPolicy(
  resources: LiveResources & { readonly deadLetterQueueArn: string },
): PolicyDocument {
  return policy(
    // ivs-stream.ts, where an event does not settle it.
    allow(['ivs:GetStream'], [madeLater(resources).channels]),
    ...follow(resources),
    allow(['sqs:SendMessage'], [resources.deadLetterQueueArn]),
  );
}

/** What apps/live/src/functions/review.ts calls: little, because there is no time for more. */
export function reviewPolicy(
  resources: Pick<LiveResources, 'channelsTableArn' | 'expiringTableArn'>,
): PolicyDocument {
  return policy(
    // chat-history.ts stores messages, and removes those that were refused meanwhile.
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [resources.channelsTableArn],
    ),
    // claims.ts, for slow mode.
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [resources.expiringTableArn],
    ),
  );
}

/** What apps/live/src/functions/reconcile.ts calls: the same as the events, and its own search. */
export function reconcilePolicy(resources: LiveResources): PolicyDocument {
  return policy(
    allow(['dynamodb:Scan'], [`${resources.channelsTableArn}/index/${ownerIndex.name}`]),
    allow(['ivs:ListStreams'], [madeLater(resources).channels]),
    // A user banned a moment ago may have rejoined with an earlier token.
    allow(['ivschat:DisconnectUser'], [madeLater(resources).rooms]),
    ...follow(resources),
  );
}

/**
 * All resources of a kind in the account and region, because the API creates channels and rooms
 * later.
 */
function madeLater({ partition, region, accountId }: LiveResources) {
  const own = (service: string, kind: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${kind}/*`;
  return {
    channels: own('ivs', 'channel'),
    streamKeys: own('ivs', 'stream-key'),
    rooms: own('ivschat', 'room'),
  };
}

/** Keeps a channel in sync with its stream, closes it, and makes videos of its recordings. */
function follow(resources: LiveResources): readonly Statement[] {
  const { channelsTableArn, videosTableArn, recordingsBucketArn, mediaBucketArn } = resources;
  const { channels, streamKeys, rooms } = madeLater(resources);
  return [
    // dynamo-channel-catalog.ts.
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [channelsTableArn]),
    // close-channel.ts: what the closing request left undone.
    allow(['ivs:StopStream'], [channels]),
    allow(['ivs:DeleteChannel', 'ivs:ListStreamKeys'], [channels, streamKeys]),
    allow(['ivs:DeleteStreamKey'], [streamKeys]),
    allow(['ivschat:DeleteRoom'], [rooms]),

    // import-recording.ts: it copies, makes a video, and removes the recording.
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [videosTableArn]),
    allow(['s3:GetObject', 's3:DeleteObject'], objects(recordingsBucketArn, keys.recordings)),
    allow(['s3:PutObject'], objects(mediaBucketArn, keys.streams, keys.storyboards, keys.posters)),
    allow(['s3:DeleteObject'], objects(mediaBucketArn, keys.media)),
    mayList(recordingsBucketArn, keys.recordings),
    mayList(mediaBucketArn, keys.media, keys.posters),
    // live-started.ts.
    ...publishAlerts(resources),
  ];
}

function objects(bucketArn: string, ...patterns: readonly string[]): string[] {
  return patterns.map((pattern) => `${bucketArn}/${pattern}`);
}

/** Lists objects; also makes S3 answer 404 instead of 403 for a missing key. */
function mayList(bucketArn: string, ...prefixes: readonly string[]): Statement {
  return allow(['s3:ListBucket'], [bucketArn], { StringLike: { 's3:prefix': prefixes } });
}
