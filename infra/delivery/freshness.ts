/** How long the edge may use an object, in seconds. */
export interface Freshness {
  readonly freshSeconds: number;
  /** After that, how long it may still be used while a new one is fetched (RFC 5861). */
  readonly staleSeconds: number;
}

/** What a Cache-Control header grants a shared cache (RFC 9111, section 4.2.1). */
export function freshnessOf(cacheControl: string): Freshness {
  const seconds = (name: string) => {
    const value = new RegExp(`(?:^|[\\s,])${name}=(\\d+)`).exec(cacheControl)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  return {
    freshSeconds: seconds('s-maxage') ?? seconds('max-age') ?? 0,
    staleSeconds: seconds('stale-while-revalidate') ?? 0,
  };
}
