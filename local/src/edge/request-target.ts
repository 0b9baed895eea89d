/** The target of a request: what was asked for, and what it means once decoded. */
export interface RequestTarget {
  /** Path and query as sent: what signed policies cover and the API gets. */
  readonly raw: string;
  /** The path as sent, still percent-encoded. */
  readonly rawPath: string;
  /** The path decoded once: object keys come from it. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Reads a request target without normalising it: `new URL` would fold `/a/../b` into `/b`, and then
 * a policy could be checked against one path and another one served.
 *
 * @returns undefined for what no client of ours sends: another form than a path, broken
 *   percent-encoding, dot segments, backslashes or control characters
 */
export function parseTarget(target: string): RequestTarget | undefined {
  if (!target.startsWith('/')) return undefined;
  const queryStart = target.indexOf('?');
  const rawPath = queryStart === -1 ? target : target.slice(0, queryStart);
  const path = decodeOnce(rawPath);
  if (path === undefined || hasForbiddenCharacter(path)) return undefined;
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return undefined;
  const query = new URLSearchParams(queryStart === -1 ? '' : target.slice(queryStart + 1));
  return { raw: target, rawPath, path, query };
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function hasForbiddenCharacter(path: string): boolean {
  return [...path].some((character) => character < ' ' || character === '\\');
}
