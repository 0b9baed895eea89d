import type { Channel, ChatRole } from '@tidecast/catalog/channel';
import type { ChannelCatalog, ChatHistory } from '@tidecast/catalog/channel-catalog';
import { isBanned } from '@tidecast/catalog/channel-transitions';
import { z } from 'zod';
import type { Telemetry } from '../telemetry.ts';
import { createTextRules, type TextFault } from './text-rules.ts';

/** What IVS Chat sends a review handler (IVS Chat User Guide, "Chat Message Review Handler"). */
const requestSchema = z.object({
  Content: z.string(),
  MessageId: z.string().min(1),
  RoomArn: z.string().min(1),
  Sender: z.object({
    UserId: z.string().min(1),
    Attributes: z.object({
      name: z.string(),
      role: z.enum(['viewer', 'moderator', 'owner']),
      channelId: z.string().min(1),
    }),
  }),
});

/** What even a request that makes no sense may have. */
const contentSchema = z.object({ Content: z.string() });

export interface ReviewAnswer {
  readonly ReviewResult: 'ALLOW' | 'DENY';
  /** IVS Chat asks for it of a refusal too, and then lets nobody read it. */
  readonly Content: string;
  readonly Attributes?: { readonly Reason: string };
}

/** Why a message is refused: what its sender's page has a sentence for. */
export type Refusal = TextFault | 'banned' | 'slow_mode' | 'closed' | 'unavailable';

export interface ReviewDependencies {
  readonly channels: Pick<ChannelCatalog, 'get'>;
  readonly chat: Pick<ChatHistory, 'add' | 'remove'>;
  /** True for the first of a sender within so many seconds. */
  readonly mayWriteNow: (key: string, seconds: number) => Promise<boolean>;
  readonly blockedWords: readonly string[];
  readonly telemetry: Telemetry;
  readonly now: () => Date;
  /** Milliseconds that a review may take; 90 by default, of the 200 that IVS Chat waits. */
  readonly patience?: number;
}

/** How old what is known of bans and slow mode may be, in milliseconds. */
const channelKeptFor = 1_000;

/**
 * Reviews chat messages before anybody reads them, and keeps those that pass. What cannot be
 * reviewed in time is refused.
 */
export function createReview(dependencies: ReviewDependencies) {
  const { channels, chat, mayWriteNow, telemetry, now, patience = 90 } = dependencies;
  const textFault = createTextRules(dependencies.blockedWords);
  const kept = new Map<
    string,
    { readonly until: number; readonly channel: Promise<Channel | undefined> }
  >();

  function channelOf(id: string): Promise<Channel | undefined> {
    const time = now().getTime();
    const known = kept.get(id);
    if (known && time < known.until) return known.channel;
    for (const [old, { until }] of kept) if (until <= time) kept.delete(old);
    const channel = channels.get(id);
    kept.set(id, { until: time + channelKeptFor, channel });
    channel.catch(() => kept.delete(id));
    return channel;
  }

  return async function review(event: unknown): Promise<ReviewAnswer> {
    const startedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<'unavailable'>((resolve) => {
      timer = setTimeout(() => resolve('unavailable'), patience);
    });
    const state = { late: false };
    const Content = contentSchema.safeParse(event).data?.Content ?? '';
    try {
      const refusal = await Promise.race([
        judge(event, state).catch((error: unknown): Refusal => {
          telemetry.error('message not reviewed', error);
          return 'unavailable';
        }),
        tooLate,
      ]);
      state.late = refusal !== undefined;
      if (refusal !== undefined) {
        telemetry.count('MessageRefused', refusal);
        return { ReviewResult: 'DENY', Content, Attributes: { Reason: refusal } };
      }
      telemetry.count('MessageAllowed');
      return { ReviewResult: 'ALLOW', Content };
    } finally {
      clearTimeout(timer);
      telemetry.measure('ReviewTime', (performance.now() - startedAt) / 1000);
    }
  };

  /** @returns why the message is refused; undefined when it may go out, and is kept by then */
  async function judge(
    event: unknown,
    state: { readonly late: boolean },
  ): Promise<Refusal | undefined> {
    const { Content, MessageId, RoomArn, Sender } = requestSchema.parse(event);
    const { name, role, channelId } = Sender.Attributes;
    const fault = textFault(Content);
    if (fault) return fault;
    const channel = await channelOf(channelId);
    if (channel?.status !== 'open' || channel.chatRoomArn !== RoomArn) return 'closed';
    if (isBanned(channel, Sender.UserId)) return 'banned';
    if (!(await inTime(channel, Sender.UserId, role))) return 'slow_mode';
    const sender = { userId: Sender.UserId, name, role };
    const message = { id: MessageId, content: Content, sender, sentAt: now().toISOString() };
    await chat.add(channelId, message);
    // It was refused meanwhile: nobody has read it, and nobody shall.
    if (state.late) await chat.remove(channelId, MessageId);
    return undefined;
  }

  async function inTime(channel: Channel, userId: string, role: ChatRole): Promise<boolean> {
    if (channel.slowModeSeconds === 0 || role !== 'viewer') return true;
    return mayWriteNow(`${channel.id} ${userId}`, channel.slowModeSeconds);
  }
}
