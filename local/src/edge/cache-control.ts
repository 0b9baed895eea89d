/** For how long a shared cache may use a response, in seconds. */
export interface Freshness {
  readonly freshSeconds: number;
  /** After that, how long it may still be used while a new one is fetched (RFC 5861). */
  readonly staleSeconds: number;
}

/**
 * What a `Cache-Control` header allows a shared cache (RFC 9111, sections 4.2.1 and 5.2.2).
 *
 * @returns undefined when a shared cache must not keep the response, or has no reason to
 */
export function sharedFreshness(header: string | undefined): Freshness | undefined {
  const directives = new Map(
    (header ?? '').split(',').map((directive) => {
      const [name = '', value = ''] = directive.trim().toLowerCase().split('=');
      return [name, value];
    }),
  );
  if (['private', 'no-store', 'no-cache'].some((name) => directives.has(name))) return undefined;
  const seconds = (name: string) => {
    const text = directives.get(name)?.replaceAll('"', '') ?? '';
    return /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const freshSeconds = seconds('s-maxage') ?? seconds('max-age') ?? 0;
  const staleSeconds = seconds('stale-while-revalidate') ?? 0;
  if (freshSeconds + staleSeconds === 0) return undefined;
  return { freshSeconds, staleSeconds };
}
