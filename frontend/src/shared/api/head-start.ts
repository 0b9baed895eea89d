declare global {
  interface Window {
    /** Answers that `app/head-start.ts` asked for before this code was there, by method and URL. */
    tidecastHeadStart?: Map<string, Promise<Response>>;
  }
}

/** The answer to a request that is under way already; each is given out once. */
export function takeHeadStart({ method, url }: Request): Promise<Response> | undefined {
  const key = `${method} ${url}`;
  const answer = window.tidecastHeadStart?.get(key);
  window.tidecastHeadStart?.delete(key);
  return answer;
}

/** A copy of such an answer: it can still be taken. */
export function peekHeadStart({
  method,
  url,
}: Pick<Request, 'method' | 'url'>): Promise<Response> | undefined {
  return window.tidecastHeadStart?.get(`${method} ${url}`)?.then((answer) => answer.clone());
}
