import type { Channel } from '@tidecast/catalog/channel';
import { ivsIdOf } from '@tidecast/catalog/dynamo-channel-catalog';
import { streamEventTypes } from '@tidecast/platform/events/live';
import { createCloseChannel } from '../channels/close-channel.ts';
import type { EventDependencies } from '../dependencies.ts';
import { createImportRecording } from '../recording/import-recording.ts';
import {
  type LimitBreachEvent,
  parseIvsEvent,
  type RecordingStateEvent,
  type StreamHealthEvent,
  type StreamStateEvent,
} from './ivs-event.ts';
import { liveStarted } from './live-started.ts';

/** After a start older than this, the end may have been lost; in milliseconds. */
const trustedFor = 60_000;

/**
 * Keeps channels in sync with IVS's events, which may be lost, duplicated, late or out of order.
 * Each names its stream; where that does not decide, IVS is asked.
 *
 * @param hasTime - false once a long copy must leave the rest to the reconciler
 */
export function createHandleEvent(dependencies: EventDependencies) {
  const { channels, getStream, publish, telemetry, now } = dependencies;
  const closeChannel = createCloseChannel(dependencies);
  const importRecording = createImportRecording(dependencies);

  return async function handleEvent(event: unknown, hasTime: () => boolean): Promise<void> {
    const parsed = parseIvsEvent(event);
    switch (parsed?.['detail-type']) {
      case streamEventTypes.state:
        return streamState(parsed);
      case streamEventTypes.health:
        return streamHealth(parsed);
      case streamEventTypes.limit:
        return limitBreach(parsed);
      case streamEventTypes.recording:
        return recordingState(parsed, hasTime);
      default:
        ignore('not an event of IVS');
    }
  };

  function ignore(reason: string, details: Readonly<Record<string, string>> = {}): void {
    telemetry.count('EventIgnored');
    telemetry.info('event ignored', { reason, ...details });
  }

  /** The channel of this stack that an event is about. */
  async function channelOf(resources: readonly string[]): Promise<Channel | undefined> {
    const [arn] = resources;
    const known = arn === undefined ? undefined : await channels.findRecorded(ivsIdOf(arn));
    const channel = known && (await channels.get(known.channelId));
    return channel?.ivs?.channelArn === arn ? channel : undefined;
  }

  async function streamState({ time, resources, detail }: StreamStateEvent): Promise<void> {
    const { event_name: name, stream_id: streamId } = detail;
    const channel = await channelOf(resources);
    if (!channel) return ignore('unknown channel', { name });
    if (channel.status === 'closing') {
      await closeChannel(channel);
      return;
    }
    const at = Date.parse(time);
    if (name === 'Stream Start' && streamId !== undefined) await started(channel, streamId, at);
    // Either may come first, or alone.
    else if ((name === 'Stream End' || name === 'Session Ended') && streamId !== undefined)
      await ended(channel, streamId, at);
    // After a failure or a takeover there may be another stream on the air, or none.
    else if (name === 'Stream Failure' || name === 'Stream Takeover') await ask(channel);
    else ignore('changes nothing', { name });
  }

  async function started(channel: Channel, streamId: string, at: number): Promise<void> {
    if (now().getTime() - at > trustedFor) return ask(channel);
    const outcome = await channels.markLive(channel.id, streamId, at);
    if (!outcome.applied || outcome.channel.stream?.streamId !== streamId)
      return ignore('stream is known, or older than the one on the air', { streamId });
    telemetry.count('StreamStarted');
    telemetry.measure('TimeToLive', Math.max(0, (now().getTime() - at) / 1000));
    await publish(liveStarted(outcome.channel, streamId));
  }

  async function ended(channel: Channel, streamId: string, at: number): Promise<void> {
    const outcome = await channels.markOffline(channel.id, streamId, at);
    if (!outcome.applied) return ignore('stream has ended before', { streamId });
    telemetry.count('StreamEnded');
    // A newer stream may have begun, and its start event been lost.
    if (outcome.channel.state === 'offline') await ask(outcome.channel);
  }

  async function ask(channel: Channel): Promise<void> {
    const { ivs: made } = channel;
    if (!made) return;
    const stream = await getStream(made.channelArn);
    const outcome = await channels.settle(channel.id, stream, now().getTime());
    if (!outcome.applied) return ignore('IVS confirms the known state');
    if (stream && outcome.channel.stream?.streamId === stream.streamId) {
      telemetry.count('StreamStarted');
      await publish(liveStarted(outcome.channel, stream.streamId));
    }
  }

  async function streamHealth({ time, resources, detail }: StreamHealthEvent): Promise<void> {
    const { event_name: name, stream_id: streamId } = detail;
    const starving = name === 'Starvation Start';
    if (!starving && name !== 'Starvation End') return ignore('changes nothing', { name });
    const channel = await channelOf(resources);
    if (!channel) return ignore('unknown channel', { name });
    const state = starving ? 'starving' : 'healthy';
    const health = { streamId, state, at: Date.parse(time) } as const;
    const outcome = await channels.tellHealth(channel.id, health);
    if (!outcome.applied) return ignore('older than what is known', { name });
    if (starving) telemetry.count('StreamStarving');
  }

  /** Changes nothing about the channel; operators are alerted through the count. */
  async function limitBreach({ resources, detail }: LimitBreachEvent): Promise<void> {
    const limit = detail.limit_name ?? detail.limit ?? 'unknown';
    telemetry.count('LimitBreached', limit);
    telemetry.warn('IVS limit exceeded', {
      limit,
      value: detail.limit_value,
      exceededBy: detail.exceeded_by,
      unit: detail.limit_unit,
      channelArn: resources[0],
    });
  }

  async function recordingState(
    { resources, detail }: RecordingStateEvent,
    hasTime: () => boolean,
  ): Promise<void> {
    const { recording_status: status, recording_s3_key_prefix: prefix } = detail;
    if (status.endsWith('Failure')) {
      telemetry.count('RecordingFailed');
      telemetry.warn('IVS failed to record', {
        status,
        reason: detail.recording_status_reason,
        channelArn: resources[0],
      });
      // A recording up to the failure is better than none.
      if (status !== 'Recording End Failure') return;
    } else if (status !== 'Recording End') return ignore('changes nothing', { status });
    if (prefix === undefined) return ignore('no recording', { status });
    const result = await importRecording(prefix, hasTime);
    if (result === 'ignored')
      ignore('recording already imported, or of no known channel', { prefix });
  }
}
