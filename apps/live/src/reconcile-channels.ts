import type { Channel } from '@tidecast/catalog/channel';
import { reconcileEverySeconds } from '@tidecast/platform/events/video';
import { recordingsPrefix } from '@tidecast/platform/storage/bucket-layout';
import { createCloseChannel } from './channels/close-channel.ts';
import type { StreamNow } from './channels/stream-now.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { liveStarted } from './events/live-started.ts';
import { createImportRecording } from './recording/import-recording.ts';
import { endedRecording } from './recording/recording-layout.ts';

export interface ReconcileReport {
  /** Channels and recordings checked. */
  readonly looked: number;
  /** How many of these could not be settled this time. */
  readonly failed: number;
  /** Whether there was time for all. */
  readonly finished: boolean;
}

/** How long a chat token waits for its one use, in seconds (IVS Chat API, "CreateChatToken"). */
const tokenSeconds = 60;
/**
 * Bans this recent are enforced again: a user may have joined since with a token issued before the
 * ban, and IVS Chat only ends existing connections. Covers two runs, because one may fail.
 */
const youngBanSeconds = tokenSeconds + 2 * reconcileEverySeconds;

/**
 * Asks IVS what is on the air and S3 what has been recorded: events may be lost, and a function may
 * die between two writes. A finished recording still in the recordings bucket has not been
 * imported.
 */
export function createReconcile(dependencies: ReconcileDependencies) {
  const { channels, disconnect, listStreams, publish, recordings, telemetry, now } = dependencies;
  const closeChannel = createCloseChannel(dependencies);
  const importRecording = createImportRecording(dependencies);

  return async function reconcile(hasTime: () => boolean): Promise<ReconcileReport> {
    let looked = 0;
    let failed = 0;
    async function attempt(
      about: Readonly<Record<string, string>>,
      settle: () => Promise<unknown>,
    ) {
      looked += 1;
      try {
        await settle();
      } catch (error) {
        // A failure for one must not stop the others from being settled.
        failed += 1;
        telemetry.count('ReconcileFailed');
        telemetry.error('failed to settle channel or recording', error, about);
      }
    }

    const asked = now().getTime();
    const streams = await listStreams();
    for await (const channel of channels.all()) {
      if (!hasTime()) return { looked, failed, finished: false };
      await attempt({ channelId: channel.id }, async () => {
        await settle(channel, streams, asked);
        await endBanned(channel, asked);
      });
    }
    for await (const { key } of recordings.list(recordingsPrefix)) {
      const prefix = endedRecording(key);
      if (prefix === undefined) continue;
      if (!hasTime()) return { looked, failed, finished: false };
      await attempt({ recording: prefix }, () => importRecording(prefix, hasTime));
    }
    return { looked, failed, finished: true };
  };

  async function settle(
    channel: Channel,
    streams: ReadonlyMap<string, StreamNow>,
    asked: number,
  ): Promise<void> {
    if (channel.status === 'closing') {
      await closeChannel(channel);
      return;
    }
    if (!channel.ivs) return;
    const stream = streams.get(channel.ivs.channelArn);
    const outcome = await channels.settle(channel.id, stream, asked);
    if (!outcome.applied) return;
    telemetry.count('ChannelSettled');
    telemetry.info('channel settled', { channelId: channel.id, state: outcome.channel.state });
    if (stream && outcome.channel.stream?.streamId === stream.streamId)
      await publish(liveStarted(outcome.channel, stream.streamId));
  }

  async function endBanned({ bans, chatRoomArn: roomArn }: Channel, asked: number): Promise<void> {
    if (roomArn === undefined) return;
    for (const [userId, { at }] of Object.entries(bans))
      if (asked - Date.parse(at) <= youngBanSeconds * 1000)
        await disconnect(roomArn, userId, 'banned');
  }
}
