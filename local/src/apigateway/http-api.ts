import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';
import { readBody } from '../aws/messages.ts';
import type { RequestTarget } from '../edge/request-target.ts';
import { authorizerEvent, type HttpRoute, httpEvent } from './http-event.ts';

export interface HttpApiOptions {
  readonly route: HttpRoute;
  /** Names of the functions. */
  readonly integration: string;
  readonly authorizer: string;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly log: (line: string) => void;
}

/** An HTTP API of API Gateway, as an origin of the edge. */
export interface HttpApi {
  handle(request: IncomingMessage, response: ServerResponse, target: RequestTarget): Promise<void>;
}

/** What a Lambda invocation takes and gives at most, in bytes (Lambda quotas). */
const maxBytes = 6 * 1024 * 1024;

/** Format 2.0 with simple responses: nothing but this lets a request through. */
const authorizationSchema = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).optional(),
});

const answerSchema = z.object({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** One route with an authorizer that is asked each time (a result TTL of 0). */
export function createHttpApi(options: HttpApiOptions): HttpApi {
  const { route, integration, authorizer, invoke, log } = options;

  async function call(functionName: string, event: unknown): Promise<unknown> {
    try {
      return await invoke(functionName, event);
    } catch (error) {
      log(`apigateway: ${functionName} failed: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  return {
    async handle(request, response, target) {
      if (!target.path.startsWith(route.prefix)) return refuse(response, 404, 'Not Found');
      const body = await readBody({ body: request }, maxBytes).catch((error: unknown) => {
        if (error instanceof AwsError) return undefined;
        throw error;
      });
      if (!body) return refuse(response, 413, 'Request Entity Too Large');
      const event = httpEvent(request, { target, route, body });
      const asked = await call(authorizer, authorizerEvent(event));
      const authorization = authorizationSchema.safeParse(asked).data;
      if (!authorization) return refuse(response, 500, 'Internal Server Error');
      if (!authorization.isAuthorized) return refuse(response, 403, 'Forbidden');
      const { requestContext } = event;
      const lambda = authorization.context ?? {};
      const answer = await call(integration, {
        ...event,
        requestContext: { ...requestContext, authorizer: { lambda } },
      });
      send(request, response, answer);
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: unknown): void {
  const parsed = answerSchema.safeParse(answer).data;
  if (!parsed) {
    refuse(response, 500, 'Internal Server Error');
    return;
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = parsed;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    refuse(response, 500, 'Internal Server Error');
    return;
  }
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
  if (statusCode !== 204 && statusCode !== 304) response.setHeader('Content-Length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** In API Gateway's own words. */
function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ message }));
}
