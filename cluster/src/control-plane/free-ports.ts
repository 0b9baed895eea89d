import { freePort } from '../../../local/src/start/ports.ts';

/** Ports of 127.0.0.1 that nobody listens at, all different. */
export async function freePorts<const Names extends readonly string[]>(
  names: Names,
): Promise<Record<Names[number], number>> {
  const entries = names.map(async (name) => [name, await freePort()] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<Names[number], number>;
}
