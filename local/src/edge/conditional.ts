import type { IncomingHttpHeaders } from 'node:http';

/** What tells one version of a response from another. */
export interface Validators {
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified?: Date;
}

/** Whether the client's copy is still good (RFC 9110, sections 13.1.2 and 13.1.3). */
export function isNotModified(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    const wanted = noneMatch.split(',').map((etag) => withoutWeakPrefix(etag.trim()));
    return wanted.includes('*') || wanted.includes(withoutWeakPrefix(validators.etag));
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return validators.lastModified !== undefined && wholeSeconds(validators.lastModified) <= since;
}

/** Whether a range may be sent: true unless `If-Range` names another version. */
export function rangeStillFits(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const ifRange = headers['if-range'];
  if (typeof ifRange !== 'string') return ifRange === undefined;
  if (ifRange.includes('"')) return ifRange === validators.etag;
  return (
    validators.lastModified !== undefined &&
    wholeSeconds(validators.lastModified) === Date.parse(ifRange)
  );
}

function withoutWeakPrefix(etag: string): string {
  return etag.replace(/^W\//, '');
}

/** HTTP dates have no fractions. */
function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}
