import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { localAccount } from '../aws/service.ts';
import type { RequestTarget } from '../edge/request-target.ts';

/** The route that the stack makes: `ANY /api/live/{proxy+}`. */
export interface HttpRoute {
  readonly routeKey: string;
  /** What stands before `{proxy+}`, such as `/api/live/`. */
  readonly prefix: string;
}

const apiId = 'tidecastlocal';
const stage = '$default';

/** Headers of one connection, and those that API Gateway moves elsewhere. */
const notHandedOn = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'cookie']);

/**
 * A request as an integration gets it (API Gateway Developer Guide, "Work with AWS Lambda proxy
 * integrations for HTTP APIs", payload format 2.0).
 */
export function httpEvent(
  request: IncomingMessage,
  { target, route, body }: { target: RequestTarget; route: HttpRoute; body: Buffer },
): APIGatewayProxyEventV2 {
  const { cookies, headers } = readHeaders(request);
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  const method = request.method ?? 'GET';
  const now = new Date();
  const queryEntries = [...new Set(target.query.keys())].map((name) => [
    name,
    target.query.getAll(name).join(','),
  ]);
  const text = isText(headers['content-type']);
  const rawQueryString = target.raw.slice(target.rawPath.length).replace(/^\?/, '');
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: target.path,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      // The distribution appends the visitor's address, and API Gateway the distribution's.
      'x-forwarded-for': [headers['x-forwarded-for'], address, '127.0.0.1']
        .filter(Boolean)
        .join(', '),
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
    },
    ...(queryEntries.length > 0 && { queryStringParameters: Object.fromEntries(queryEntries) }),
    pathParameters: { proxy: target.path.slice(route.prefix.length) },
    requestContext: {
      accountId: localAccount.accountId,
      apiId,
      domainName: headers.host ?? 'localhost',
      domainPrefix: apiId,
      http: {
        method,
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: address,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** The same request as an authorizer gets it: without its body (format 2.0). */
export function authorizerEvent(event: APIGatewayProxyEventV2): APIGatewayRequestAuthorizerEventV2 {
  const { body: _body, isBase64Encoded: _encoded, ...rest } = event;
  const { accountId, region } = localAccount;
  const { method, path } = event.requestContext.http;
  return {
    ...rest,
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${method}${path}`,
    identitySource: [],
    cookies: event.cookies ?? [],
    queryStringParameters: event.queryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: {},
  };
}

function readHeaders({ headers: given }: IncomingMessage) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !notHandedOn.has(name)) headers[name] = [value].flat().join(',');
  const cookies = (given.cookie ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
  return { headers, cookies };
}

/** What API Gateway hands on as it is; everything else in base64. */
function isText(contentType: string | undefined): boolean {
  return (
    contentType === undefined ||
    /^(text\/|application\/([^;]*\+)?(json|xml)|application\/(javascript|x-www-form-urlencoded))/i.test(
      contentType,
    )
  );
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function commonLogTime(date: Date): string {
  const [, time = ''] = date.toISOString().split('T');
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time.slice(0, 8)} +0000`;
}
