import { readFileSync } from 'node:fs';
import { bundleFunction } from '../lambda/bundle.ts';

/** The actions by which IAM judges each command of the SDK that the product sends. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  BatchGetCommand: ['dynamodb:BatchGetItem'],
  DeleteCommand: ['dynamodb:DeleteItem'],
  GetCommand: ['dynamodb:GetItem'],
  PutCommand: ['dynamodb:PutItem'],
  QueryCommand: ['dynamodb:Query'],
  ScanCommand: ['dynamodb:Scan'],
  UpdateCommand: ['dynamodb:UpdateItem'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  CompleteMultipartUploadCommand: ['s3:PutObject'],
  CopyObjectCommand: ['s3:GetObject', 's3:PutObject'],
  CreateMultipartUploadCommand: ['s3:PutObject'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  DeleteObjectsCommand: ['s3:DeleteObject'],
  // Whoever may not list is told 403 instead of 404 of what is not there.
  GetObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  ListMultipartUploadsCommand: ['s3:ListBucketMultipartUploads'],
  paginateListParts: ['s3:ListMultipartUploadParts'],
  PutObjectCommand: ['s3:PutObject'],
  // Presigned: the browser sends it in the name of the role.
  UploadPartCommand: ['s3:PutObject'],
  paginateListObjectsV2: ['s3:ListBucket'],
  CancelJobCommand: ['mediaconvert:CancelJob'],
  CreateJobCommand: ['mediaconvert:CreateJob', 'iam:PassRole'],
  GetJobCommand: ['mediaconvert:GetJob'],
  ProbeCommand: ['mediaconvert:Probe', 's3:GetObject'],
  paginateListJobs: ['mediaconvert:ListJobs'],
  CreateInvalidationCommand: ['cloudfront:CreateInvalidation'],
  SendMessageCommand: ['sqs:SendMessage'],
  PublishCommand: ['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'],
  DecryptCommand: ['kms:Decrypt'],
  // Channels and rooms bear tags from the beginning.
  CreateChannelCommand: ['ivs:CreateChannel', 'ivs:TagResource'],
  CreateStreamKeyCommand: ['ivs:CreateStreamKey'],
  DeleteChannelCommand: ['ivs:DeleteChannel'],
  DeleteStreamKeyCommand: ['ivs:DeleteStreamKey'],
  GetChannelCommand: ['ivs:GetChannel'],
  GetStreamCommand: ['ivs:GetStream'],
  GetStreamKeyCommand: ['ivs:GetStreamKey'],
  ListChannelsCommand: ['ivs:ListChannels'],
  ListStreamKeysCommand: ['ivs:ListStreamKeys'],
  ListStreamsCommand: ['ivs:ListStreams'],
  PutMetadataCommand: ['ivs:PutMetadata'],
  StopStreamCommand: ['ivs:StopStream'],
  UpdateChannelCommand: ['ivs:UpdateChannel'],
  paginateListChannels: ['ivs:ListChannels'],
  paginateListStreamKeys: ['ivs:ListStreamKeys'],
  paginateListStreams: ['ivs:ListStreams'],
  CreateChatTokenCommand: ['ivschat:CreateChatToken'],
  CreateRoomCommand: ['ivschat:CreateRoom', 'ivschat:TagResource'],
  DeleteMessageCommand: ['ivschat:DeleteMessage'],
  DeleteRoomCommand: ['ivschat:DeleteRoom'],
  DisconnectUserCommand: ['ivschat:DisconnectUser'],
  GetRoomCommand: ['ivschat:GetRoom'],
  ListRoomsCommand: ['ivschat:ListRooms'],
  SendEventCommand: ['ivschat:SendEvent'],
  UpdateRoomCommand: ['ivschat:UpdateRoom'],
  paginateListRooms: ['ivschat:ListRooms'],
  // Asked by people, with a password, a mailed code or a token of their own: not by the role.
  ConfirmForgotPasswordCommand: [],
  ConfirmSignUpCommand: [],
  ForgotPasswordCommand: [],
  GetTokensFromRefreshTokenCommand: [],
  GetUserCommand: [],
  InitiateAuthCommand: [],
  ResendConfirmationCodeCommand: [],
  RevokeTokenCommand: [],
  SignUpCommand: [],
};

/** The SDK's commands that modules of ours in a program's bundle import. */
export function commandsIn(entry: string): string[] {
  const map = bundleFunction(entry)['index.mjs.map'] ?? '';
  const { sources } = JSON.parse(map) as { sources: readonly string[] };
  const found = sources
    .filter((source) => /^(apps|packages)\//.test(source))
    .flatMap((source) => {
      const text = readFileSync(new URL(`../../${source}`, import.meta.url), 'utf8');
      return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/(?:client|lib)-[\w-]+'/g)];
    })
    .flatMap(([, imported = '']) => imported.split(',').map((item) => item.trim()))
    .filter((item) => /^\w+Command$|^paginate\w+$/.test(item));
  return [...new Set(found)].sort();
}

/**
 * The actions that a program needs, sorted, each once.
 *
 * @param neverSent - commands that are in the bundle only because what is sent stands in the same
 * module
 * @throws Error for a command that no action is known of, or that is said to be in the bundle and is
 * not
 */
export function actionsNeededBy(entry: string, neverSent: readonly string[] = []): string[] {
  const commands = commandsIn(entry);
  const absent = neverSent.filter((command) => !commands.includes(command));
  if (absent.length > 0) throw new Error(`${entry} has no ${absent.join(', ')} in it`);
  const needed = commands
    .filter((command) => !neverSent.includes(command))
    .flatMap((command) => {
      const actions = actionsOf[command];
      if (!actions) throw new Error(`${entry} sends ${command}: which actions are that?`);
      return actions;
    });
  return [...new Set(needed)].sort();
}
