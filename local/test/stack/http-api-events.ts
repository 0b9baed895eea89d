import { randomUUID } from 'node:crypto';

/** What tests say of a request. */
export interface Asked {
  /** `name=value` each. */
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

const visitor = '192.0.2.1';
const distribution = '198.51.100.1';

/** A request through the distribution, as an HTTP API gives it to an integration (format 2.0). */
export function httpEvent(method: string, path: string, { cookies, headers, body }: Asked = {}) {
  const [rawPath = '', rawQueryString = ''] = `/api/live${path}`.split('?');
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: distribution };
  return {
    version: '2.0',
    routeKey: 'ANY /api/live/{proxy+}',
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: {
      host: 'a1b2c3d4e5.execute-api.ap-northeast-2.amazonaws.com',
      'x-forwarded-for': `${visitor}, ${distribution}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: { http, requestId: randomUUID(), stage: '$default' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** A request as its authorizer is asked about it: without a body. */
export function authorizerEvent(asked: Omit<Asked, 'body'>): object {
  const { headers = {}, cookies = [] } = asked;
  const { isBase64Encoded: _, ...event } = httpEvent('GET', '/channels', { headers, cookies });
  return { ...event, type: 'REQUEST', identitySource: [] };
}
