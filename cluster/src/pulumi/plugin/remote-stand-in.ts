import type { StandIn, StandInMethod } from './protocol.ts';

/** Milliseconds for one answer: what is made for real in the local cloud takes a second at most. */
const limit = 120_000;

/**
 * A stand-in provider that another process serves.
 *
 * @param url - of all stand-ins
 * @throws Error with what the other process says, if it refuses
 */
export async function remoteStandIn(url: string, provider: string): Promise<StandIn> {
  const ask = async <T>(method: string, body: unknown): Promise<T> => {
    const response = await fetch(`${url}/${provider}/${method}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  };
  const method =
    <Name extends StandInMethod>(name: Name) =>
    (request: Parameters<StandIn[Name]>[0]) =>
      ask<Awaited<ReturnType<StandIn[Name]>>>(name, request);
  return {
    version: await ask<string>('version', {}),
    check: method('check'),
    diff: method('diff'),
    create: method('create'),
    read: method('read'),
    update: method('update'),
    delete: method('delete'),
    invoke: method('invoke'),
  };
}
