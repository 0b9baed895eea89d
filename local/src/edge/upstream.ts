import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';

/** How long the API may take to begin its answer, in ms: CloudFront's default of 30 s. */
const responseTimeoutMs = 30_000;

/** How long a begun answer may stay silent, in ms: event streams say something every 15 s. */
const idleTimeoutMs = 60_000;

/** Headers that concern one connection only (RFC 9110, section 7.6.1), and `Expect`. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The API took too long to begin its answer. */
export class UpstreamTimeout extends Error {
  override name = 'UpstreamTimeout';
}

/** Connections to the API, kept open between requests. */
export class Upstream {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });
  readonly #baseUrl: () => string | undefined;

  /** @param baseUrl - where the API is now; undefined while it is not running */
  constructor(baseUrl: () => string | undefined) {
    this.#baseUrl = baseUrl;
  }

  /** Begins a request; undefined while the API is not running. The caller ends the request. */
  open(options: {
    method: string;
    target: string;
    headers: OutgoingHttpHeaders;
  }): ClientRequest | undefined {
    const baseUrl = this.#baseUrl();
    if (baseUrl === undefined) return undefined;
    const { hostname, port } = new URL(baseUrl);
    const { method, target: path, headers } = options;
    return httpRequest({ hostname, port, method, path, headers, agent: this.#agent });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Waits for the head of the answer. Afterwards only silence ends it. */
export function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => {
      request.destroy(new UpstreamTimeout('the API did not answer in time'));
    }, responseTimeoutMs);
    request.once('error', (error) => {
      clearTimeout(tooLate);
      reject(error);
    });
    request.once('response', (response) => {
      clearTimeout(tooLate);
      response.setTimeout(idleTimeoutMs, () => response.destroy());
      resolve(response);
    });
  });
}

/** The headers that travel on, without those of the connection they came over. */
export function endToEndHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !hopByHop.has(name) && !named.includes(name),
    ),
  );
}
