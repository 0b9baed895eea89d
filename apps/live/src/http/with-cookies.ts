/** Puts the cookies back into the headers: API Gateway moves them into a list of `name=value`. */
export function withCookies(event: {
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cookies?: readonly string[] | undefined;
}): Readonly<Record<string, string | undefined>> {
  return { ...event.headers, cookie: event.cookies?.join('; ') };
}
