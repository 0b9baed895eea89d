import type { ClaimOutcome } from '@tidecast/catalog/claims';
import type { SNSEvent, SNSMessage } from 'aws-lambda';
import type { Dependencies } from './dependencies.ts';
import { readMessage } from './incoming/read-message.ts';
import { workOf } from './incoming/work-of.ts';
import { createMessage } from './messages/create-message.ts';
import { SlackRefusal } from './slack/errors.ts';
import type { SlackMessage } from './slack/message.ts';

/** Time reserved for releasing the claim and logging the error, in milliseconds. */
const reserve = 3_000;
/** Poll interval while another invocation is sending the message, in milliseconds. */
const lookAgain = 1_000;
/**
 * How long sent messages are remembered, in seconds: SNS and Lambda redeliver for hours, not for
 * days.
 */
const rememberSeconds = 24 * 60 * 60;

/**
 * Sends each message of an event once, however often it is delivered.
 *
 * @returns a function of an event and the milliseconds that Lambda gives it; it throws when a
 *   message could not be sent, so that Lambda retries it and finally makes it a dead letter
 */
export function createNotify(dependencies: Dependencies) {
  const { claims, slack, site, telemetry, now, sleep } = dependencies;

  return async function notify({ Records }: SNSEvent, remaining: number): Promise<void> {
    const deadline = now() + remaining - reserve;
    const failures: unknown[] = [];
    for (const { Sns } of Records) {
      try {
        telemetry.count(await sendOnce(Sns, deadline));
      } catch (error) {
        telemetry.count('MessageFailed');
        telemetry.error('failed to send message; it will be retried or dead-lettered', error, {
          messageId: Sns.MessageId,
          ...(Sns.Subject !== undefined && { subject: Sns.Subject }),
        });
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };

  async function sendOnce(
    sns: SNSMessage,
    deadline: number,
  ): Promise<'MessageSent' | 'MessageRepeated'> {
    const incoming = readMessage(sns);
    const work = workOf(incoming, sns);
    const claim = await takeClaim(work, deadline);
    if (claim === 'done') return 'MessageRepeated';
    if (claim === 'held') throw new Error('another invocation is still sending this message');
    try {
      await send(createMessage(incoming, site), deadline);
    } catch (error) {
      await undisturbed(() => claims.giveBack(work));
      throw error;
    }
    await undisturbed(() => claims.settle(work, rememberSeconds));
    telemetry.info('message sent', { messageId: sns.MessageId, kind: incoming.kind });
    return 'MessageSent';
  }

  /**
   * Takes the claim, or waits while another invocation holds it: that one sends the message, gives
   * the claim back, or dies and lets it expire.
   */
  async function takeClaim(work: string, deadline: number): Promise<ClaimOutcome | undefined> {
    for (;;) {
      // Until Lambda ends this invocation at the latest.
      const seconds = Math.ceil((deadline + reserve - now()) / 1000);
      const outcome = await undisturbed(() => claims.take(work, seconds));
      if (outcome !== 'held' || now() + lookAgain >= deadline) return outcome;
      await sleep(lookAgain);
    }
  }

  /** Deduplication is best effort: when the claims table fails, the alert still goes out. */
  async function undisturbed<T>(note: () => Promise<T>): Promise<T | undefined> {
    try {
      return await note();
    } catch (error) {
      telemetry.error('failed to deduplicate; the message may be sent twice', error);
      return undefined;
    }
  }

  /**
   * A picture that Slack cannot fetch, or blocks that it rejects, must not make us lose the
   * message.
   */
  async function send(message: SlackMessage, deadline: number): Promise<void> {
    try {
      await slack.post(message, deadline);
    } catch (error) {
      if (!(error instanceof SlackRefusal && error.status === 400)) throw error;
      telemetry.count('MessageSimplified');
      telemetry.error('Slack rejected the message blocks; sending plain text instead', error);
      await slack.post({ text: message.text }, deadline);
    }
  }
}
