import type { Principal } from '@tidecast/http/principal';
import { HttpProblem } from '@tidecast/http/problem';
import { requestIdOf } from '@tidecast/http/request-id';
import { principalOf } from '@tidecast/http/session';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import { sessionStateOf } from './session.ts';
import { withCookies } from './with-cookies.ts';

/** A request as API Gateway hands it over (payload format 2.0). */
export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>;

/** Enough for any body of these routes, in bytes. */
const maxBytes = 16 * 1024;

/** A request before the routes' schemas have checked it. */
export interface HttpRequest {
  readonly id: string;
  readonly method: string;
  /** Decoded, without `/api`. */
  readonly path: string;
  /** With every cookie in `cookie`, as a browser sends it. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The caller's address, as reported by our own proxies. */
  readonly address: string;
  /** @throws HttpProblem for a session that is no longer valid */
  viewer(): Principal | undefined;
  readonly query: Readonly<Record<string, unknown>>;
  /** @throws HttpProblem 400, 413 or 415 */
  body(): unknown;
}

export function readRequest(event: HttpEvent): HttpRequest {
  const { headers, requestContext } = event;
  return {
    id: requestIdOf(headers['x-request-id']),
    method: requestContext.http.method,
    path: pathOf(event.rawPath),
    headers: withCookies(event),
    address: addressOf(event),
    viewer: () => principalOf(sessionStateOf(requestContext.authorizer?.lambda)),
    query: queryOf(event.rawQueryString),
    body: () => bodyOf(event),
  };
}

/**
 * CloudFront appends the visitor's address to X-Forwarded-For, and API Gateway CloudFront's. A
 * caller who bypasses CloudFront can forge it, but only evades a limit on reads.
 */
function addressOf({ headers, requestContext }: HttpEvent): string {
  const forwarded = (headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim());
  return forwarded.at(-2) ?? (forwarded.at(-1) || requestContext.http.sourceIp);
}

function pathOf(rawPath: string): string {
  try {
    const path = decodeURIComponent(rawPath);
    return path.startsWith(`${apiRoot}/`) ? path.slice(apiRoot.length) : path;
  } catch {
    // Nothing can have that name.
    return '';
  }
}

/** A repeated name becomes an array, which every schema here refuses. */
function queryOf(rawQuery: string): Record<string, unknown> {
  const parameters = new URLSearchParams(rawQuery);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function bodyOf({ body, isBase64Encoded, headers }: HttpEvent): unknown {
  if (body === undefined || body === '') return undefined;
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  // Other types could be sent by another site's form.
  if (mediaType.trim().toLowerCase() !== 'application/json')
    throw new HttpProblem('unsupported_media_type', 'Send application/json.');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes)
    throw new HttpProblem('body_too_large', 'The body is larger than this route takes.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HttpProblem('malformed_json', 'The body is not JSON.');
  }
}
