import { expect } from '@jest/globals';
import { livePaths } from '@tidecast/contract/paths';
import { z } from 'zod';

const methods = ['get', 'post', 'patch', 'delete'] as const;
const prefix = '/live';

/** What is read of an answer in the contract. */
const responseSchema = z.object({
  content: z.record(z.string(), z.object({ schema: z.instanceof(z.ZodType) })).optional(),
});

/** Every route of the contract as the router writes them, such as `GET /channels/{id}`. */
export function contractRoutes(): string[] {
  return Object.entries(livePaths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method] !== undefined)
      .map((method) => `${method.toUpperCase()} ${path.slice(prefix.length)}`),
  );
}

/**
 * Holds an answer against the contract: its status must stand there, and its body be what is written
 * there of it, with no field more. Faults of the service (5xx) stand in no contract.
 *
 * @param path - below `/api/live`, without its query
 */
export function expectContract(
  method: string,
  path: string,
  answer: { readonly status: number; readonly body: unknown },
): void {
  const { status, body } = answer;
  const item = Object.entries(livePaths).find(([pattern]) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(`${prefix}${path}`),
  )?.[1];
  const operation = item?.[methods.find((one) => one.toUpperCase() === method) ?? 'get'];
  const routed = status !== 405 && item !== undefined;
  if (!routed || status >= 500) return;
  const responses = Object.entries(operation?.responses ?? {});
  const found = responses.find(([documented]) => documented === String(status));
  expect([method, path, status, found?.[0]]).toEqual([method, path, status, String(status)]);
  const response = responseSchema.parse(found?.[1]);
  const [content] = Object.values(response.content ?? {});
  if (!content) expect(body).toBeUndefined();
  else expect(content.schema.parse(body)).toEqual(body);
}
