import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type NewVideo,
  SiteClient,
  type SiteVideo,
  siteError,
} from '../../local/src/start/site-client.ts';
import { readServerSentEvents } from './server-sent-events.ts';

/** How long an ended event stream is left alone before it is asked for again. */
const reconnectAfterMs = 250;
const mailboxTimeoutMs = 10_000;

/** The data of a `status` event and when it came. */
export interface StatusUpdate {
  /** The video's version. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly status: SiteVideo['status'];
  readonly phase: string | null;
  readonly progress: number;
  readonly playable: boolean;
  readonly error: SiteVideo['error'];
}

/** One person's session: what the local cloud's client does, and what only tests need. */
export class ApiClient extends SiteClient {
  /** Registers a new person, confirms with the code from the local mailbox and signs in. */
  async signUp(displayName: string): Promise<{ email: string; password: string }> {
    const account = {
      email: `${randomUUID()}@tidecast.test`,
      password: `Tide-${randomUUID()}-7`,
    };
    await this.call('POST', '/auth/sign-up', { ...account, displayName });
    const code = await this.#mailedCode(account.email);
    await this.call('POST', '/auth/confirm', { email: account.email, code });
    await this.signIn(account.email, account.password);
    return account;
  }

  /** Registers a video and uploads its file. @returns the video's id */
  async publish(filePath: string, video: NewVideo): Promise<string> {
    const id = await this.createVideo(filePath, video);
    await this.upload(id, filePath);
    return id;
  }

  /** Permission to watch; the signed cookies join the session's. */
  startPlayback(id: string): Promise<{ hlsUrl: string }> {
    return this.call('POST', `/videos/${id}/playback`);
  }

  /**
   * Follows the video's server-sent events until it is settled.
   *
   * @param limitMs - rejects with what was last known when it takes longer
   */
  async follow(
    id: string,
    limitMs: number,
    onUpdate: (update: StatusUpdate) => void = () => {},
  ): Promise<SiteVideo> {
    const limit = AbortSignal.timeout(limitMs);
    let last: StatusUpdate | undefined;
    // As EventSource does: a stream that ends before the video is settled is asked for again.
    while (!last || !settledStatuses.has(last.status)) {
      try {
        if (last) await delay(reconnectAfterMs, undefined, { signal: limit });
        const response = await this.fetch(`/api/videos/${id}/events`, {
          ...(last && { headers: { 'last-event-id': last.id } }),
          signal: limit,
        });
        if (response.status === 204) break;
        if (!response.body || !response.ok)
          throw siteError('GET events', response.status, await response.text());
        for await (const event of readServerSentEvents(response)) {
          if (event.name !== 'status') continue;
          last = { ...JSON.parse(event.data), id: event.id, receivedAt: Date.now() };
          if (last) onUpdate(last);
        }
      } catch (cause) {
        if (!limit.aborted) throw cause;
        const known = last ? `${last.status} ${last.progress} %` : 'nothing';
        throw new Error(`video ${id} was not settled within ${limitMs} ms; last: ${known}`, {
          cause,
        });
      }
    }
    return this.getVideo(id);
  }

  async #mailedCode(email: string): Promise<string> {
    const response = await this.fetch(`/local/mailbox?to=${encodeURIComponent(email)}`, {
      signal: AbortSignal.timeout(mailboxTimeoutMs),
    });
    const mails = (await response.json()) as { code?: string }[];
    const code = mails.find((mail) => mail.code)?.code;
    if (!code) throw new Error(`no code was mailed to ${email}`);
    return code;
  }
}

const settledStatuses: ReadonlySet<string> = new Set(['ready', 'failed', 'deleting']);
