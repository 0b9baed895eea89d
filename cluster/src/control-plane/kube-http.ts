import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { assertLoopback } from './loopback.ts';

/** An answer of the API server that is not a success. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  /** HTTP status. */
  readonly status: number;
  /** The API's own word for it, such as `NotFound` or `Conflict`. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the server, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Media type of the body; JSON if it is not said. */
  readonly contentType?: string;
}

/** Requests to one API server, with the credentials of a kubeconfig. */
export interface KubeHttp {
  readonly server: string;
  /**
   * @throws KubeError if the answer is not a success
   */
  send(request: KubeRequest): Promise<unknown>;
  /** An answer that goes on until one of the two hangs up. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage>;
  close(): void;
}

/** Milliseconds after which an answer is given up: an admission webhook may take 30 s. */
const answerLimit = 60_000;

/**
 * @param kubeconfig - its text, JSON or YAML
 * @throws Error if its server is not on loopback
 */
export async function openKubeHttp(kubeconfig: string): Promise<KubeHttp> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const server = config.getCurrentCluster()?.server ?? '';
  assertLoopback(server);
  const credentials: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
  await config.applyToHTTPSOptions(credentials);
  const ca = 'ca' in credentials ? credentials.ca : undefined;
  const token = config.getCurrentUser()?.token;
  const agent = new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) });
  const options = (path: string, headers: Record<string, string>) => {
    const url = new URL(server + path);
    return {
      agent,
      hostname: url.hostname,
      port: url.port,
      path: url.pathname + url.search,
      headers: {
        accept: 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    };
  };
  const begin = (asked: KubeRequest, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { method, path, body, contentType = 'application/json' } = asked;
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined
          ? {}
          : {
              'content-type': contentType,
              // Node says it by itself for other methods only; without it the body of a DELETE would
              // be taken for the next request.
              'content-length': String(Buffer.byteLength(text)),
            };
      const outgoing = request({ ...options(path, headers), method, signal }, resolve);
      outgoing.on('error', (error) => {
        // The server hung up a connection that had been idle, before it saw the request.
        if (outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
          begin(asked, signal).then(resolve, reject);
        else reject(error);
      });
      outgoing.end(text);
    });
  return {
    server,
    async send(asked) {
      const answer = await begin(asked, AbortSignal.timeout(answerLimit));
      const text = await textOf(answer);
      if (!isSuccess(answer)) throw errorOf(answer, text, asked);
      return text === '' ? undefined : JSON.parse(text);
    },
    async open(path, signal) {
      const asked: KubeRequest = { method: 'GET', path };
      const answer = await begin(asked, signal);
      if (!isSuccess(answer)) throw errorOf(answer, await textOf(answer), asked);
      return answer;
    },
    close: () => agent.destroy(),
  };
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  return Buffer.concat(parts).toString();
}

function errorOf({ statusCode = 0 }: IncomingMessage, text: string, asked: KubeRequest): KubeError {
  const { message, reason } = statusIn(text);
  return new KubeError(
    statusCode,
    reason ?? '',
    `${asked.method} ${asked.path.split('?')[0]}: ${message ?? (text.slice(0, 300) || statusCode)}`,
  );
}

function statusIn(text: string): { readonly message?: string; readonly reason?: string } {
  try {
    const status: unknown = JSON.parse(text);
    return status !== null && typeof status === 'object' ? status : {};
  } catch {
    return {};
  }
}
