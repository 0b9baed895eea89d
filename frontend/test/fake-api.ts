/** The API as a page sees it. */

/** One call: `GET /live/channels/c1`, and what it carried. */
export interface Call {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** An answer's status and JSON. */
type Answer = readonly [status: number, body?: unknown];

/** Takes the place of `fetch`: answers by route; the rest is not found. */
export function fakeApi(routes: Record<string, (call: Call) => Answer>) {
  const calls: Call[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    const call = {
      route: `${request.method} ${pathname.replace(/^\/api/, '')}`,
      query: searchParams,
      body: text ? JSON.parse(text) : undefined,
    };
    calls.push(call);
    const [status, body] = routes[call.route]?.(call) ?? [404, { code: 'not_found' }];
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  return {
    fetch,
    calls,
    /** How often a route was called. */
    count: (route: string) => calls.filter((call) => call.route === route).length,
  };
}
