import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statusEventSchema } from '@tidecast/contract/status-events';
import { openApiDocument } from '@tidecast/http/openapi';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { Router } from 'express';
import { password } from '../test/fake-cognito.ts';
import { type Harness, publicOrigin, startHarness } from '../test/harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const document = openApiDocument(sessionCookiePolicy(publicOrigin));
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation: operation as { operationId: string; responses: Record<string, object> },
  })),
);

test('every operation names the problems it answers with', () => {
  expect(operations.length).toBe(42);
  for (const { operation } of operations) expect(Object.keys(operation.responses)).toContain('429');
});

/** For probes and for whoever reads the document. */
const undocumented = ['GET /healthz', 'GET /readyz', 'GET /api/openapi.json'];

/** What is looked at of a layer of Express's. */
interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { method: string }[] };
  readonly handle: object;
  /** Whether a path is one of those that it is mounted at. */
  match?(path: string): boolean;
}

/** Every method of every path that a router has a handler of its own for. */
function routesOf({ stack }: { readonly stack: readonly Layer[] }, prefix = ''): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    // Those for all methods name the route or refuse the method: they serve nothing.
    if (route)
      return route.stack
        .filter(({ method }) => method)
        .map(({ method }) => `${method.toUpperCase()} ${prefix}${route.path}`);
    const everywhere = layer.match?.('/anywhere') ?? false;
    return 'stack' in handle ? routesOf(handle as Router, everywhere ? prefix : '/api') : [];
  });
}

test('the routes that are served are those of the document, and no other', () => {
  const served = routesOf(api.app.handler.router as Router).map((route) =>
    route.replaceAll(/:(\w+)/g, '{$1}'),
  );
  const documented = operations
    .filter(({ path }) => !path.startsWith('/live/'))
    .map(({ method, path }) => `${method} /api${path}`);
  expect([...new Set(served)].toSorted()).toEqual([...documented, ...undocumented].toSorted());
});

test.each(['https://tidecast.example', 'http://localhost:8080'])(
  'the document that %s serves names the cookie that its sign-in sets',
  async (origin) => {
    const site = await startHarness({
      settings: {
        publicOrigin: origin,
        trustedProxyHops: 1,
        dailyEncodeMinutes: 100,
        viewerSecret: Buffer.from('a secret of the tests'),
      },
    });
    try {
      const served = await site.call<typeof document>('/api/openapi.json');
      const scheme = served.body.components?.securitySchemes?.sessionCookie;
      const { email } = site.cognito.addUser('mina@example.com');
      const signIn = { method: 'POST', body: { email, password } };
      const { cookies } = await site.call('/api/auth/sign-in', signIn);
      expect(scheme).toMatchObject({ in: 'cookie', name: expect.stringMatching(/tc_access$/) });
      expect([...cookies.keys()]).toContain((scheme as { readonly name: string }).name);
    } finally {
      await site.close();
    }
  },
);

test('an event of a stream has the fields that the document gives it', async () => {
  const { responses } = document.paths?.['/videos/{id}/events']?.get ?? {};
  const content = (responses?.['200'] as { content?: Record<string, object> })?.content;
  const fields = ['event', 'id', 'data'];
  expect(content?.['text/event-stream']).toMatchObject({ itemSchema: { required: fields } });
  const { id } = await api.video('ready', { visibility: 'public' });
  const { text } = await api.call(`/api/videos/${id}/events`);
  const events = text.split('\n\n').filter((block) => block.startsWith('event:'));
  expect(events.map((event) => event.match(/^\w+/gm))).toEqual([fields]);
  expect(statusEventSchema.parse(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''))).toBeTruthy();
});

/** What the document says of a field of a request. */
interface Field {
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly allOf?: readonly object[];
}

/** Of an operation, what stands in its JSON. */
interface Asked {
  readonly operationId: string;
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: { readonly $ref: string }; readonly example: object }>
    >;
  };
}

function fieldsOf({ $ref }: { readonly $ref: string }): Readonly<Record<string, Field>> {
  const schema = document.components?.schemas?.[$ref.slice('#/components/schemas/'.length)];
  return (schema as { readonly properties?: Readonly<Record<string, Field>> }).properties ?? {};
}

/** Every field of a request of this app that may hold any text, with the operation that takes it. */
const texts = operations
  .filter(({ path }) => !path.startsWith('/live/'))
  .flatMap(({ path, method, operation }) => {
    const { operationId: id, requestBody } = operation as unknown as Asked;
    const json = requestBody?.content['application/json'];
    if (!json) return [];
    const { schema, example } = json;
    return Object.entries(fieldsOf(schema))
      .filter(([, { pattern, allOf }]) => !allOf && new RegExp(pattern ?? '', 'u').test('🌊'))
      .flatMap(([name, { maxLength: most }]) =>
        most === undefined ? [] : [{ id, name, most, path, method, example }],
      );
  });

test.each(texts)('$id takes a $name of $most characters, and none longer', async (field) => {
  const { id, name, most, path, method, example } = field;
  const user = api.cognito.addUser(`${id.toLowerCase()}@${name}.example.com`);
  const as = api.cognito.accessToken(user);
  const video = await api.video('ready', { ownerId: user.sub });
  const url = `/api${path.replace('{id}', video.id)}`;
  const answerTo = async (text: string) =>
    (await api.call(url, { method, as, body: { ...example, [name]: text } })).status;
  // The second is two characters once it is composed.
  for (const character of ['🌊', '\u0958', 'a'])
    expect(await answerTo(character.repeat(most))).not.toBe(400);
  expect(await answerTo('🌊'.repeat(most + 1))).toBe(400);
  expect(await answerTo(` ${'a'.repeat(most)}`)).toBe(400);
});
