import { AwsError } from '../aws/errors.ts';
import { newArn, newStreamKeyValue } from './arns.ts';
import type { Broadcasts } from './broadcasts.ts';
import { inputs, pageOf, parseInput } from './ivs-input.ts';
import type {
  ChannelRecord,
  IvsStore,
  RecordingConfigurationRecord,
  StreamKeyRecord,
} from './ivs-store.ts';

export interface IvsContext {
  readonly store: IvsStore;
  readonly broadcasts: Broadcasts;
  /** `host:port` that encoders publish to. */
  readonly ingestEndpoint: () => string;
  readonly playbackUrl: (channelArn: string) => string;
}

/** An operation's answer; undefined is 204. */
type IvsOperation = (input: unknown, context: IvsContext) => object | undefined;

/** The actions of IVS by name; what is not here is refused by name. */
export const ivsOperations: Readonly<Record<string, IvsOperation>> = {
  CreateChannel(input, context) {
    const { authorized: _authorized, ...settings } = parseInput(inputs.CreateChannel, input);
    checkRecording(settings.recordingConfigurationArn, context);
    const channel: ChannelRecord = { ...settings, arn: newArn('channel') };
    context.store.channels.save(channel);
    const key = createKey(channel.arn, {}, context);
    return { channel: channelJson(channel, context), streamKey: key };
  },

  GetChannel(input, context) {
    const { arn } = parseInput(inputs.Channel, input);
    return { channel: channelJson(channelOf(arn, context), context) };
  },

  BatchGetChannel(input, context) {
    const { arns } = parseInput(inputs.BatchGetChannel, input);
    const found = arns.map((arn) => ({ arn, channel: context.store.channels.get(arn) }));
    return {
      channels: found.flatMap(({ channel }) => (channel ? channelJson(channel, context) : [])),
      errors: found.flatMap(({ arn, channel }) =>
        channel ? [] : { arn, code: 'ResourceNotFoundException', message: notThere(arn).message },
      ),
    };
  },

  ListChannels(input, context) {
    const query = parseInput(inputs.ListChannels, input);
    const { filterByName: name, filterByRecordingConfigurationArn: recording } = query;
    if (name !== undefined && recording !== undefined)
      throw invalid('filterByName and filterByRecordingConfigurationArn exclude each other');
    const matching = context.store.channels
      .list()
      .filter((channel) => name === undefined || channel.name === name)
      .filter(
        (channel) => recording === undefined || channel.recordingConfigurationArn === recording,
      );
    const { items, ...rest } = pageOf(matching, query);
    return { channels: items.map((channel) => summary(channel)), ...rest };
  },

  UpdateChannel(input, context) {
    const { arn, authorized: _authorized, ...changes } = parseInput(inputs.UpdateChannel, input);
    const channel = channelOf(arn, context);
    if (context.broadcasts.find(arn)) throw live(arn);
    checkRecording(changes.recordingConfigurationArn ?? '', context);
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const changed: ChannelRecord = { ...channel, ...Object.fromEntries(given) };
    context.store.channels.save(changed);
    return { channel: channelJson(changed, context) };
  },

  DeleteChannel(input, context) {
    const { arn } = parseInput(inputs.Channel, input);
    channelOf(arn, context);
    if (context.broadcasts.find(arn)) throw live(arn);
    context.store.channels.delete(arn);
    return undefined;
  },

  CreateStreamKey(input, context) {
    const { channelArn, tags } = parseInput(inputs.CreateStreamKey, input);
    channelOf(channelArn, context);
    if (context.store.keyOfChannel(channelArn)) {
      const message = `channel ${channelArn} has a stream key already: delete that first`;
      throw new AwsError('ServiceQuotaExceededException', message, 402, {
        exceptionMessage: message,
      });
    }
    return { streamKey: createKey(channelArn, tags, context) };
  },

  GetStreamKey(input, context) {
    const { arn } = parseInput(inputs.StreamKey, input);
    const key = context.store.key(arn);
    if (!key) throw notThere(arn);
    return { streamKey: key };
  },

  ListStreamKeys(input, context) {
    const query = parseInput(inputs.ListStreamKeys, input);
    channelOf(query.channelArn, context);
    const key = context.store.keyOfChannel(query.channelArn);
    const { items, ...rest } = pageOf(key ? [key] : [], query);
    return {
      streamKeys: items.map(({ arn, channelArn, tags }) => ({ arn, channelArn, tags })),
      ...rest,
    };
  },

  DeleteStreamKey(input, context) {
    const { arn } = parseInput(inputs.StreamKey, input);
    if (!context.store.deleteKey(arn)) throw notThere(arn);
    return undefined;
  },

  GetStream(input, context) {
    const { channelArn } = parseInput(inputs.OfChannel, input);
    channelOf(channelArn, context);
    const { streamId, startTime, health, viewerCount } = streamOf(channelArn, context);
    const playbackUrl = context.playbackUrl(channelArn);
    return {
      stream: { channelArn, streamId, playbackUrl, startTime, state: 'LIVE', health, viewerCount },
    };
  },

  ListStreams(input, context) {
    const query = parseInput(inputs.ListStreams, input);
    const wanted = query.filterBy?.health;
    const streams = context.broadcasts
      .list()
      .filter(({ isWatchable, health }) => isWatchable && (!wanted || health === wanted))
      .map(({ channelArn, streamId, startTime, health, viewerCount }) => ({
        channelArn,
        streamId,
        startTime,
        state: 'LIVE',
        health,
        viewerCount,
      }));
    const { items, ...rest } = pageOf(streams, query);
    return { streams: items, ...rest };
  },

  StopStream(input, context) {
    const { channelArn } = parseInput(inputs.OfChannel, input);
    channelOf(channelArn, context);
    const stream = context.broadcasts.find(channelArn);
    if (!stream) throw notBroadcasting(channelArn);
    stream.drop('the stream was stopped by StopStream');
    return {};
  },

  PutMetadata(input, context) {
    const { channelArn } = parseInput(inputs.PutMetadata, input);
    channelOf(channelArn, context);
    streamOf(channelArn, context);
    return undefined;
  },

  CreateRecordingConfiguration(input, context) {
    const settings = parseInput(inputs.CreateRecordingConfiguration, input);
    const configuration: RecordingConfigurationRecord = {
      arn: newArn('recording-configuration'),
      name: settings.name,
      bucket: settings.destinationConfiguration.s3.bucketName,
      thumbnails: settings.thumbnailConfiguration,
      reconnectWindowSeconds: settings.recordingReconnectWindowSeconds,
      tags: settings.tags,
    };
    context.store.recordingConfigurations.save(configuration);
    return { recordingConfiguration: recordingJson(configuration) };
  },

  GetRecordingConfiguration(input, context) {
    const { arn } = parseInput(inputs.RecordingConfiguration, input);
    const configuration = context.store.recordingConfigurations.get(arn);
    if (!configuration) throw notThere(arn);
    return { recordingConfiguration: recordingJson(configuration) };
  },

  ListRecordingConfigurations(input, context) {
    const query = parseInput(inputs.Page, input);
    const { items, ...rest } = pageOf(context.store.recordingConfigurations.list(), query);
    return {
      recordingConfigurations: items.map((configuration) => {
        const { arn, name, state, destinationConfiguration, tags } = recordingJson(configuration);
        return { arn, name, state, destinationConfiguration, tags };
      }),
      ...rest,
    };
  },

  DeleteRecordingConfiguration(input, context) {
    const { arn } = parseInput(inputs.RecordingConfiguration, input);
    const { store } = context;
    if (!store.recordingConfigurations.get(arn)) throw notThere(arn);
    if (store.channels.list().some((channel) => channel.recordingConfigurationArn === arn))
      throw conflict(`${arn} is used by a channel`);
    store.recordingConfigurations.delete(arn);
    return undefined;
  },
};

/**
 * Sets tags of a channel, stream key or recording configuration.
 *
 * @throws AwsError `ResourceNotFoundException`
 */
export function changeTags(
  arn: string,
  change: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
  store: IvsStore,
): Readonly<Record<string, string>> {
  const channel = store.channels.get(arn);
  const key = store.key(arn);
  const recording = store.recordingConfigurations.get(arn);
  const tagged = channel ?? key ?? recording;
  if (!tagged) throw notThere(arn);
  const tags = change(tagged.tags);
  if (channel) store.channels.save({ ...channel, tags });
  if (key) store.saveKey({ ...key, tags });
  if (recording) store.recordingConfigurations.save({ ...recording, tags });
  return tags;
}

function createKey(
  channelArn: string,
  tags: Readonly<Record<string, string>>,
  { store }: IvsContext,
): StreamKeyRecord {
  const key = { arn: newArn('stream-key'), channelArn, value: newStreamKeyValue(), tags };
  store.saveKey(key);
  return key;
}

function channelOf(arn: string, { store }: IvsContext): ChannelRecord {
  const channel = store.channels.get(arn);
  if (!channel) throw notThere(arn);
  return channel;
}

function streamOf(channelArn: string, { broadcasts }: IvsContext) {
  const stream = broadcasts.find(channelArn);
  if (!stream?.isWatchable) throw notBroadcasting(channelArn);
  return stream;
}

function checkRecording(arn: string, { store }: IvsContext): void {
  if (arn === '') return;
  if (!store.recordingConfigurations.get(arn)) throw notThere(arn);
}

function summary({ tags, insecureIngest, ...channel }: ChannelRecord) {
  return { ...channel, insecureIngest, authorized: false, tags };
}

function channelJson(channel: ChannelRecord, { ingestEndpoint, playbackUrl }: IvsContext) {
  return {
    ...summary(channel),
    ingestEndpoint: ingestEndpoint(),
    playbackUrl: playbackUrl(channel.arn),
  };
}

function recordingJson(configuration: RecordingConfigurationRecord) {
  const { arn, name, bucket, thumbnails, reconnectWindowSeconds, tags } = configuration;
  return {
    arn,
    name,
    state: 'ACTIVE',
    destinationConfiguration: { s3: { bucketName: bucket } },
    thumbnailConfiguration: thumbnails,
    recordingReconnectWindowSeconds: reconnectWindowSeconds,
    tags,
  };
}

function live(arn: string): AwsError {
  return conflict(`channel ${arn} is live: it can be changed once its stream has ended`);
}

function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409, { exceptionMessage: message });
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400, { exceptionMessage: message });
}

function notThere(arn: string): AwsError {
  const message = `${arn} does not exist`;
  return new AwsError('ResourceNotFoundException', message, 404, { exceptionMessage: message });
}

function notBroadcasting(arn: string): AwsError {
  const message = `channel ${arn} is not broadcasting`;
  return new AwsError('ChannelNotBroadcasting', message, 404, { exceptionMessage: message });
}
