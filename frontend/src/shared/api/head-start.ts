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
