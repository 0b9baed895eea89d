/** API Gateway takes the cookies out of an event's headers, and gives them as `name=value` each. */
export function withCookies(event: {
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cookies?: readonly string[] | undefined;
}): Readonly<Record<string, string | undefined>> {
  return { ...event.headers, cookie: event.cookies?.join('; ') };
}
