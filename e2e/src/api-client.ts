import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readServerSentEvents } from './server-sent-events.ts';

/** How long any single request may take, in milliseconds. */
const requestTimeoutMs = 30_000;
/** How long an ended event stream is left alone before it is asked for again. */
const reconnectAfterMs = 250;

/** The parts of a video that these programs look at; the whole is in the OpenAPI document. */
export interface VideoView {
  readonly id: string;
  readonly status: 'uploading' | 'queued' | 'processing' | 'ready' | 'failed' | 'deleting';
  readonly playable: boolean;
  readonly progress: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly media: {
    readonly duration: number;
    readonly width: number;
    readonly height: number;
    readonly renditions: readonly {
      readonly rung: number;
      readonly width: number;
      readonly height: number;
    }[];
  } | null;
}

/** The data of a `status` event and when it came. */
export interface StatusUpdate {
  /** The video's version. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly status: VideoView['status'];
  readonly phase: string | null;
  readonly progress: number;
  readonly playable: boolean;
  readonly error: VideoView['error'];
}

export interface VideoUpload {
  readonly path: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly title: string;
  readonly visibility?: 'public' | 'unlisted' | 'private';
}

/** The answer was a problem (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  /** The sentence for people. */
  readonly detail: string;

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request} answered ${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** One person's session, driven over HTTP the way the page does it. */
export class ApiClient {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  /** @param origin - the site's origin, such as `http://localhost:8080` */
  constructor(origin: string) {
    this.#origin = new URL(origin).origin;
  }

  /** The session's cookies by name: for giving them to a browser. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** Registers a new person, confirms with the code from the local mailbox and signs in. */
  async signUp(displayName: string): Promise<{ email: string; password: string }> {
    const account = {
      email: `${randomUUID()}@tidecast.test`,
      password: `Tide-${randomUUID()}-7`,
    };
    await this.request('POST', '/api/auth/sign-up', { ...account, displayName });
    const code = await this.#mailedCode(account.email);
    await this.request('POST', '/api/auth/confirm', { email: account.email, code });
    await this.signIn(account);
    return account;
  }

  async signIn(account: { email: string; password: string }): Promise<void> {
    await this.request('POST', '/api/auth/sign-in', account);
  }

  /** Registers the video, PUTs its parts one after another and completes it. */
  async upload(upload: VideoUpload): Promise<VideoView> {
    const finish = await this.prepareUpload(upload);
    return finish();
  }

  /** As {@link upload}, but leaves the completion to the caller, who wants to time it. */
  async prepareUpload(upload: VideoUpload): Promise<() => Promise<VideoView>> {
    const { size } = await stat(upload.path);
    const { path, ...registration } = upload;
    const created = await this.request<{
      video: VideoView;
      upload: { partSize: number; partCount: number };
    }>('POST', '/api/videos', { visibility: 'unlisted', ...registration, size });
    const base = `/api/videos/${created.video.id}/upload`;
    const file = await openAsBlob(path);
    const parts: { partNumber: number; etag: string }[] = [];
    for (let partNumber = 1; partNumber <= created.upload.partCount; partNumber++) {
      const start = (partNumber - 1) * created.upload.partSize;
      const body = file.slice(start, start + created.upload.partSize);
      parts.push({ partNumber, etag: await this.#putPart(base, partNumber, body) });
    }
    return () => this.request<VideoView>('POST', `${base}/complete`, { parts });
  }

  getVideo(id: string): Promise<VideoView> {
    return this.request<VideoView>('GET', `/api/videos/${id}`);
  }

  /** Permission to watch; the signed cookies join the session's. */
  startPlayback(id: string): Promise<{ hlsUrl: string }> {
    return this.request<{ hlsUrl: string }>('POST', `/api/videos/${id}/playback`);
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
  ): Promise<VideoView> {
    const limit = AbortSignal.timeout(limitMs);
    let last: StatusUpdate | undefined;
    // As EventSource does: a stream that ends before the video is settled is asked for again.
    while (!last || !settledStatuses.has(last.status)) {
      try {
        if (last) await delay(reconnectAfterMs, undefined, { signal: limit });
        const response = await fetch(`${this.#origin}/api/videos/${id}/events`, {
          headers: { ...this.#headers(), ...(last && { 'last-event-id': last.id }) },
          signal: limit,
        });
        if (response.status === 204) break;
        if (!response.body || !response.ok) await this.#throwProblem('GET events', response);
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

  /** One request as the page sends it; the answer's JSON, or undefined where it has none. */
  async request<T = undefined>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await send(`${method} ${path}`, new URL(path, this.#origin), {
      method,
      headers: {
        ...this.#headers(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.#keepCookies(response);
    if (!response.ok) await this.#throwProblem(`${method} ${path}`, response);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async #putPart(base: string, partNumber: number, body: Blob): Promise<string> {
    const { parts } = await this.request<{ parts: { url: string }[] }>('POST', `${base}/parts`, {
      partNumbers: [partNumber],
    });
    const [part] = parts;
    if (!part) throw new Error(`no address was given for part ${partNumber}`);
    const response = await send(`PUT part ${partNumber}`, part.url, { method: 'PUT', body });
    const etag = response.headers.get('etag');
    if (!response.ok || !etag) {
      throw new Error(`PUT of part ${partNumber} answered ${response.status}`);
    }
    return etag;
  }

  async #mailedCode(email: string): Promise<string> {
    const address = encodeURIComponent(email);
    const mails = await this.request<{ code?: string }[]>('GET', `/local/mailbox?to=${address}`);
    const code = mails.find((mail) => mail.code)?.code;
    if (!code) throw new Error(`no code was mailed to ${email}`);
    return code;
  }

  #headers(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { origin: this.#origin, ...(cookie !== '' && { cookie }) };
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  async #throwProblem(request: string, response: Response): Promise<never> {
    const text = await response.text();
    let problem: { code?: string; detail?: string } = {};
    try {
      problem = JSON.parse(text);
    } catch {
      // Not a problem document: the text itself is the best there is.
    }
    const { code = 'unknown', detail = text } = problem;
    throw new ApiProblem(request, response.status, code, detail);
  }
}

/** A fetch with a limit, whose failure says what was asked. */
async function send(what: string, address: string | URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
  } catch (cause) {
    throw new Error(`${what} got no answer: ${String(cause)}`, { cause });
  }
}

const settledStatuses: ReadonlySet<string> = new Set(['ready', 'failed', 'deleting']);
