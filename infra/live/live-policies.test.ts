import { describe, expect, test } from '@jest/globals';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyProblems } from '../test/iam-data.ts';
import { actionsNeededBy } from '../test/sdk-commands.ts';
import {
  eventsPolicy,
  httpPolicy,
  type LiveResources,
  reconcilePolicy,
  reviewPolicy,
} from './live-policies.ts';

const here = 'ap-northeast-2:123456789012';
const resources: LiveResources = {
  partition: 'aws',
  region: 'ap-northeast-2',
  accountId: '123456789012',
  channelsTableArn: `arn:aws:dynamodb:${here}:table/channels`,
  videosTableArn: `arn:aws:dynamodb:${here}:table/videos`,
  expiringTableArn: `arn:aws:dynamodb:${here}:table/expiring`,
  recordingsBucketArn: 'arn:aws:s3:::recordings',
  mediaBucketArn: 'arn:aws:s3:::media',
  alertTopicArn: `arn:aws:sns:${here}:alerts`,
  alertKeyArn: `arn:aws:kms:${here}:key/1`,
};
const policies = {
  http: httpPolicy(resources),
  events: eventsPolicy({ ...resources, deadLetterQueueArn: `arn:aws:sqs:${here}:dead` }),
  review: reviewPolicy(resources),
  reconcile: reconcilePolicy(resources),
};
type Name = keyof typeof policies;
const names = ['http', 'events', 'review', 'reconcile'] as const satisfies readonly Name[];

/** Every action with the last part of each ARN it is allowed on. */
function grants({ Statement }: PolicyDocument): Readonly<Record<string, readonly string[]>> {
  const byAction = new Map<string, string[]>();
  for (const { Action, Resource = [] } of Statement)
    for (const action of Action)
      byAction.set(action, [
        ...(byAction.get(action) ?? []),
        ...Resource.map((arn) => String(arn).split(':').at(-1) ?? ''),
      ]);
  return Object.fromEntries([...byAction].map(([action, arns]) => [action, arns.sort()]));
}

const channels = ['channel/*'];
const streamKeys = ['stream-key/*'];
const both = [...channels, ...streamKeys];
const rooms = ['room/*'];
const closing = {
  'ivs:StopStream': channels,
  'ivs:DeleteChannel': both,
  'ivs:ListStreamKeys': both,
  'ivs:DeleteStreamKey': streamKeys,
  'ivschat:DeleteRoom': rooms,
};
const following = {
  'dynamodb:GetItem': ['table/channels', 'table/videos'],
  'dynamodb:PutItem': ['table/channels', 'table/videos'],
  'dynamodb:DeleteItem': ['table/channels'],
  ...closing,
  's3:GetObject': ['recordings/ivs/v1/*'],
  's3:DeleteObject': ['media/v/*/*', 'recordings/ivs/v1/*'],
  's3:PutObject': ['media/p/*', 'media/v/*/hls/*', 'media/v/*/storyboard/*'],
  's3:ListBucket': ['media', 'recordings'],
  'sns:Publish': ['alerts'],
  'kms:GenerateDataKey': ['key/1'],
  'kms:Decrypt': ['key/1'],
};

describe('what a function may do', () => {
  test('http', () => {
    expect(grants(policies.http)).toEqual({
      'dynamodb:GetItem': ['table/channels', 'table/expiring', 'table/videos'],
      'dynamodb:PutItem': ['table/channels', 'table/expiring'],
      'dynamodb:DeleteItem': ['table/channels'],
      'dynamodb:UpdateItem': ['table/expiring'],
      'dynamodb:Query': ['chat', 'owner', 'state'].map((it) => `table/channels/index/${it}`),
      ...closing,
      'ivs:CreateChannel': both,
      'ivs:TagResource': both,
      'ivs:GetChannel': channels,
      'ivs:ListChannels': channels,
      'ivs:ListStreams': channels,
      'ivs:CreateStreamKey': streamKeys,
      'ivs:GetStreamKey': streamKeys,
      'ivschat:CreateRoom': rooms,
      'ivschat:ListRooms': rooms,
      'ivschat:TagResource': rooms,
      'ivschat:CreateChatToken': rooms,
      'ivschat:DeleteMessage': rooms,
      'ivschat:DisconnectUser': rooms,
      'ivschat:SendEvent': rooms,
    });
  });

  test('events', () => {
    expect(grants(policies.events)).toEqual({
      ...following,
      'ivs:GetStream': channels,
      'sqs:SendMessage': ['dead'],
    });
  });

  test('review', () => {
    expect(grants(policies.review)).toEqual({
      'dynamodb:GetItem': ['table/channels', 'table/expiring'],
      'dynamodb:PutItem': ['table/channels', 'table/expiring'],
      'dynamodb:DeleteItem': ['table/channels', 'table/expiring'],
    });
  });

  test('reconcile', () => {
    expect(grants(policies.reconcile)).toEqual({
      ...following,
      'dynamodb:Scan': ['table/channels/index/owner'],
      'ivs:ListStreams': channels,
      'ivschat:DisconnectUser': rooms,
    });
  });

  test('is on channels and rooms of this account and region', () => {
    const arns = policies.http.Statement.flatMap(({ Resource = [] }) => Resource);
    expect(arns).toEqual(
      expect.arrayContaining([
        `arn:aws:ivs:${here}:channel/*`,
        `arn:aws:ivs:${here}:stream-key/*`,
        `arn:aws:ivschat:${here}:room/*`,
      ]),
    );
  });

  test.each(names)('%s: by actions that exist, on what they can be on', async (name) => {
    expect(await policyProblems(JSON.parse(JSON.stringify(policies[name])))).toEqual([]);
  });
});

/** Videos are of others, but for those that are made of recordings. */
const ofVideos = ['UpdateCommand', 'BatchGetCommand'];

/** What is in a function's bundle only because what it does call stands in the same module. */
const neverSent: Readonly<Record<Name, readonly string[]>> = {
  // All channels are looked at by the reconciler alone, and nobody is told of what people ask for.
  http: ['BatchGetCommand', 'ScanCommand', 'PublishCommand'],
  events: [...ofVideos, 'QueryCommand', 'ScanCommand'],
  review: ['UpdateCommand', 'QueryCommand', 'ScanCommand'],
  reconcile: [...ofVideos, 'QueryCommand'],
};

/** What is sent by no command of ours. */
const otherwise: Readonly<Record<Name, readonly string[]>> = {
  // limits.ts: rate-limiter-flexible takes the client itself.
  http: ['dynamodb:UpdateItem'],
  // Lambda itself sends what failed to the dead letters.
  events: ['sqs:SendMessage'],
  review: [],
  reconcile: [],
};

test.each(names)('%s may do what its code sends, and nothing else', (name) => {
  const needed = new Set([
    ...actionsNeededBy(functionEntry('live', name), neverSent[name]),
    ...otherwise[name],
  ]);
  expect(Object.keys(grants(policies[name])).sort()).toEqual([...needed].sort());
});

test('the authorizer sends nothing that a role must allow', () => {
  expect(actionsNeededBy(functionEntry('live', 'authorizer'))).toEqual([]);
});
