/** The OpenAPI document, from the declared routes alone. */
import { STATUS_CODES } from 'node:http';
import { type ProblemCode, problemCodes } from '@tidecast/contract/problem-codes';
import { problemSchema } from '@tidecast/contract/problem-schema';
import { apiRoutes } from '@tidecast/contract/routes/api';
import {
  type Access,
  type Answer,
  problemsOf,
  type Route,
  type Routes,
  type Tag,
} from '@tidecast/contract/routes/declare';
import { liveRoutes } from '@tidecast/contract/routes/live';
import { statusEventSchema } from '@tidecast/contract/status-events';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import {
  createDocument,
  type ZodOpenApiMediaTypeObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { problemMediaType } from './problem.ts';

type Security = NonNullable<ZodOpenApiOperationObject['security']>;

/** A session by cookie, or a bearer token for programs; nobody's may do where that is said. */
const sessions: Security = [{ sessionCookie: [] }, { bearerToken: [] }];
const security: Readonly<Record<Access, Security>> = {
  open: [],
  anybody: [{}, ...sessions],
  'signed-in': sessions,
};

/** The groups of operations. */
const tags: Readonly<Record<Tag, string>> = {
  auth: 'Accounts and sessions',
  videos: 'Videos, and what becomes of them',
  uploads: 'How a file comes in: in parts, straight to S3',
  playback: 'Watching',
  captions: 'Caption tracks',
  channels: 'Live channels',
  chat: 'The chat of a channel',
};

const problemReference = { $ref: '#/components/schemas/Problem' };
const statusEventReference = { $ref: '#/components/schemas/StatusEvent' };

/**
 * The whole API as OpenAPI 3.2, the first that can say what an event of a stream is.
 *
 * @param cookies - of the site that the document is served by: the name of its session's differs
 */
export function openApiDocument({ accessName }: Pick<SessionCookiePolicy, 'accessName'>) {
  return createDocument({
    openapi: '3.2.0',
    info: {
      title: 'Tidecast API',
      version: '1',
      description:
        'Errors are RFC 9457 problem details with a stable `code`. Lists page with `cursor` and ' +
        '`limit`. Unknown fields are refused. State-changing requests that carry a session cookie ' +
        'must come from the site itself (Origin or Sec-Fetch-Site).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: openApiPaths({ ...apiRoutes, ...liveRoutes }),
    components: {
      schemas: { Problem: problemSchema, StatusEvent: statusEventSchema },
      securitySchemes: {
        sessionCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: accessName,
          description: 'Set by sign-in; httpOnly',
        },
        bearerToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  });
}

function openApiPaths(routes: Routes): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [operationId, route] of Object.entries(routes))
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(operationId, route),
    };
  return paths;
}

function operation(operationId: string, route: Route): ZodOpenApiOperationObject {
  const { tag, summary, description, access, params, query, headers, body, answers } = route;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: security[access],
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && { requestBody: requestBody(body) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, response(answer)]),
      ),
      ...problemResponses(problemsOf(route)),
    },
  };
}

function requestBody(body: NonNullable<Route['body']>) {
  const content =
    body.kind === 'json'
      ? { 'application/json': { schema: body.schema, example: body.example } }
      : Object.fromEntries(
          body.mediaTypes.map((type) => [
            type,
            { schema: { type: 'string' } as const, ...exampleOf(body.examples[type]) },
          ]),
        );
  return { required: true, content };
}

function response(answer: Answer): ZodOpenApiResponseObject {
  const { description } = answer;
  switch (answer.kind) {
    case 'empty':
      return { description };
    case 'json': {
      const { schema, example } = answer;
      return { description, content: { 'application/json': { schema, example } } };
    }
    case 'events': {
      const examples = { stream: { serializedValue: answer.example } };
      return { description, content: { 'text/event-stream': { itemSchema, examples } } };
    }
    case 'text': {
      const { mediaType, example } = answer;
      return { description, content: { [mediaType]: { schema: { type: 'string' }, example } } };
    }
  }
}

/** An event of a stream by its fields (OpenAPI 3.2, "Server-Sent Event Streams"). */
const itemSchema: NonNullable<ZodOpenApiMediaTypeObject['itemSchema']> = {
  type: 'object',
  properties: {
    event: { type: 'string', const: 'status' },
    id: { type: 'string' },
    data: {
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: statusEventReference,
    },
  },
  required: ['event', 'id', 'data'],
};

function exampleOf(example: string | undefined) {
  return example === undefined ? {} : { example };
}

/** One response for each status, that names the codes it may carry. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, ZodOpenApiResponseObject> {
  const byStatus = Map.groupBy(codes.toSorted(), (code) => problemCodes[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${problemCodes[code].meaning}`).join('\n\n'),
        ...(retried.has(status) && { headers: { 'Retry-After': retryAfter } }),
        content: {
          [problemMediaType]: {
            schema: {
              allOf: [
                problemReference,
                { type: 'object', properties: { code: { type: 'string', enum: codes } } },
              ],
            },
            examples: Object.fromEntries(codes.map((code) => [code, { value: example(code) }])),
          },
        },
      },
    ]),
  );
}

/** Statuses that say after how many seconds to try again. */
const retried = new Set([429, 503]);
const retryAfter = {
  description: 'Seconds to wait',
  schema: { type: 'integer', minimum: 1 },
} as const;

function example(code: ProblemCode) {
  const { status, meaning } = problemCodes[code];
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: meaning,
    instance: '6f1f0c52-6a0e-4a55-9d0c-2f6b8f0f3a11',
  };
}
