import { SlackRefusal, SlackUnavailable } from './errors.ts';
import type { SlackMessage } from './message.ts';

/** Where messages go. */
export interface SlackChannel {
  /**
   * Posts a message; retries while there is time when Slack is busy or failing.
   *
   * @param deadline - when to give up, in Unix milliseconds
   * @throws SlackRefusal when Slack rejects it; SlackUnavailable when Slack does not take it in
   *   time
   */
  post(message: SlackMessage, deadline: number): Promise<void>;
}

export interface SlackChannelOptions {
  readonly webhook: () => Promise<URL>;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1; the jitter that keeps retries from coinciding. */
  readonly random: () => number;
}

/** One message a second (Slack API, "Rate limits": incoming webhooks), in milliseconds. */
const interval = 1_000;
/** How long Slack may take for one answer, in milliseconds. */
const answerWithin = 5_000;
/** The first pause before a retry, and the longest one, in milliseconds. */
const backoff = { first: 500, most: 8_000 };
/** Characters kept of an error answer: Slack's own are one word. */
const longestReason = 100;

interface Failure {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Slack's error code, or what went wrong on the way. */
  readonly reason: string;
  /** Milliseconds that Slack asks us to wait. */
  readonly retryAfter?: number;
}

/** A channel behind an incoming webhook. */
export function createSlackChannel(options: SlackChannelOptions): SlackChannel {
  const { webhook, now, sleep, random } = options;
  let next = 0;

  /** Waits for this caller's turn; turns are one second apart across all callers. */
  async function takeTurn(deadline: number): Promise<void> {
    const turn = Math.max(now(), next);
    if (turn >= deadline) throw new SlackUnavailable('no turn to post came in time');
    next = turn + interval;
    if (turn > now()) await sleep(turn - now());
  }

  return {
    async post(message, deadline) {
      const address = await webhook();
      const body = JSON.stringify(message);
      for (let pause = backoff.first; ; pause = Math.min(2 * pause, backoff.most)) {
        await takeTurn(deadline);
        const failure = await attempt(address, body, deadline - now());
        if (!failure) return;
        const { status, reason, retryAfter } = failure;
        if (status !== undefined && status < 500 && status !== 429)
          throw new SlackRefusal(status, reason);
        const wait = retryAfter ?? pause * (0.5 + random() / 2);
        if (now() + wait >= deadline)
          throw new SlackUnavailable(
            `Slack did not take the message in time: ${status ?? 'no answer'} ${reason}`,
          );
        await sleep(wait);
      }
    },
  };
}

/** @returns why it failed; undefined when Slack has the message */
async function attempt(address: URL, body: string, timeLeft: number): Promise<Failure | undefined> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      // Slack never redirects, so a redirect does not come from Slack.
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(1, Math.min(answerWithin, timeLeft))),
    });
    const reason = (await response.text()).trim().slice(0, longestReason);
    const { ok, status } = response;
    if (ok) return undefined;
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
    return { status, reason, ...(status === 429 && retryAfter >= 0 && { retryAfter }) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Why a request got no answer; never contains its address, which is secret. */
function reasonOf(error: unknown): string {
  const { cause, name } = members(error);
  const { code } = members(cause);
  return [code, name].find((word) => typeof word === 'string') ?? 'unknown';
}

/** The error that fetch throws wraps a system error, which has a code. */
function members(error: unknown): { cause?: unknown; code?: unknown; name?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
