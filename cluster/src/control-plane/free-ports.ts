import { freePort } from '../../../local/src/start/ports.ts';

/** Different free ports of 127.0.0.1. */
export async function freePorts<const Names extends readonly string[]>(
  names: Names,
): Promise<Record<Names[number], number>> {
  const entries = names.map(async (name) => [name, await freePort()] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<Names[number], number>;
}
