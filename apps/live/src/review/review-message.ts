import type { Channel } from '@tidecast/catalog/channel';
import type { ChannelCatalog, ChatHistory } from '@tidecast/catalog/channel-catalog';
import { isBanned } from '@tidecast/catalog/channel-transitions';
import type { Claims } from '@tidecast/catalog/claims';
import type { ChatRefusal, SenderAttributes } from '@tidecast/contract/chat-protocol';
import { chatRoles } from '@tidecast/contract/vocabulary';
import { unreviewed } from '@tidecast/platform/telemetry/metrics';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { Telemetry } from '../telemetry.ts';
import { createTextRules } from './text-rules.ts';

const attributesSchema = z.object({
  name: z.string(),
  role: z.enum(chatRoles),
  channelId: z.string().min(1),
}) satisfies z.ZodType<SenderAttributes>;

/** What IVS Chat sends a review handler (IVS Chat User Guide, "Chat Message Review Handler"). */
const requestSchema = z.object({
  Content: z.string(),
  MessageId: z.string().min(1),
  RoomArn: z.string().min(1),
  Sender: z.object({
    UserId: z.string().min(1),
    Attributes: attributesSchema,
  }),
});

/** What may be readable even of an invalid request. */
const contentSchema = z.object({ Content: z.string() });

export interface ReviewAnswer {
  readonly ReviewResult: 'ALLOW' | 'DENY';
  /** IVS Chat requires it in a refusal too, but does not deliver it. */
  readonly Content: string;
  readonly Attributes?: { readonly Reason: ChatRefusal };
}

export interface ReviewDependencies {
  readonly channels: Pick<ChannelCatalog, 'get'>;
  readonly chat: Pick<ChatHistory, 'add' | 'remove'>;
  /** In slow mode a message claims its sender's next seconds. */
  readonly claims: Pick<Claims, 'take' | 'giveBack'>;
  readonly blockedWords: readonly string[];
  readonly telemetry: Telemetry;
  readonly now: () => Date;
  /** How long a review may take, in milliseconds; 90 by default, of the 200 that IVS Chat waits. */
  readonly reviewTimeout?: number;
}

/** How long bans and slow mode may be cached, in milliseconds. */
const channelKeptFor = 1_000;
/** More channels than one instance serves in a second. */
const maxChannelsKept = 1_000;

/**
 * Reviews chat messages before anybody reads them, and keeps those that pass. What cannot be
 * reviewed in time is refused.
 */
export function createReview(dependencies: ReviewDependencies) {
  const { channels, chat, claims, telemetry, now, reviewTimeout = 90 } = dependencies;
  const textFault = createTextRules(dependencies.blockedWords);
  const kept = new LRUCache<string, Promise<Channel | undefined>>({
    max: maxChannelsKept,
    ttl: channelKeptFor,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });

  function channelOf(id: string): Promise<Channel | undefined> {
    const known = kept.get(id);
    if (known) return known;
    const channel = channels.get(id);
    kept.set(id, channel);
    channel.catch(() => kept.delete(id));
    return channel;
  }

  /** @param waited - milliseconds that IVS has waited already when the event gets here */
  return async function review(event: unknown, waited = 0): Promise<ReviewAnswer> {
    const startedAt = performance.now() - waited;
    const Content = contentSchema.safeParse(event).data?.Content ?? '';
    try {
      const refusal = await judgeWithin(reviewTimeout - waited, event);
      if (refusal !== undefined) {
        telemetry.count('MessageRefused', refusal);
        return { ReviewResult: 'DENY', Content, Attributes: { Reason: refusal } };
      }
      telemetry.count('MessageAllowed');
      return { ReviewResult: 'ALLOW', Content };
    } finally {
      telemetry.measure('ReviewTime', (performance.now() - startedAt) / 1000);
    }
  };

  async function judgeWithin(millis: number, event: unknown): Promise<ChatRefusal | undefined> {
    // IVS has already denied it: storing it would show it in the history.
    if (millis <= 0) return unreviewed;
    const state = { late: false };
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<typeof unreviewed>((resolve) => {
      timer = setTimeout(() => resolve(unreviewed), millis);
    });
    const judged = judge(event, state).catch((error: unknown): ChatRefusal => {
      telemetry.error('failed to review message', error);
      return unreviewed;
    });
    const refusal = await Promise.race([judged, tooLate]);
    clearTimeout(timer);
    state.late = refusal !== undefined;
    return refusal;
  }

  /** @returns why the message is refused; undefined when it may go out, and has been stored */
  async function judge(
    event: unknown,
    state: { readonly late: boolean },
  ): Promise<ChatRefusal | undefined> {
    const { Content, MessageId, RoomArn, Sender } = requestSchema.parse(event);
    const { name, role, channelId } = Sender.Attributes;
    const fault = textFault(Content);
    if (fault) return fault;
    const channel = await channelOf(channelId);
    if (channel?.status !== 'open' || channel.chatRoomArn !== RoomArn) return 'closed';
    if (isBanned(channel, Sender.UserId)) return 'banned';
    const isSlow = channel.slowModeSeconds > 0 && role === 'viewer';
    const turn = `slow-mode ${channel.id} ${Sender.UserId}`;
    if (isSlow && (await claims.take(turn, channel.slowModeSeconds)) !== 'taken')
      return 'slow_mode';
    const sender = { userId: Sender.UserId, name, role };
    const message = { id: MessageId, content: Content, sender, sentAt: now().toISOString() };
    if (!state.late) {
      await chat.add(channelId, message);
      if (!state.late) return undefined;
      await chat.remove(channelId, MessageId);
    }
    // The message timed out and was denied, so it must not count against slow mode.
    if (isSlow) await claims.giveBack(turn);
    return unreviewed;
  }
}
