import { mediaPath, mediaPrefix } from '../storage/bucket-layout.ts';

/**
 * The names and attributes of every cookie the service sets. The API sets them; the edge reads the
 * signed ones.
 */

/** Of the cookies that the API sets for the whole site; attributes in the shape Express's `res.cookie` takes. */
export interface SessionCookiePolicy {
  readonly accessName: string;
  readonly refreshName: string;
  /** Knows a browser again that nobody is signed in with: views are counted by it. */
  readonly viewerName: string;
  readonly attributes: {
    readonly httpOnly: true;
    readonly secure: boolean;
    readonly sameSite: 'strict';
    readonly path: '/';
  };
}

/**
 * The session cookies for a site.
 *
 * Over https the `__Host-` prefix binds them to this host alone (RFC 6265bis, section 4.1.3.2). A
 * browser accepts neither the prefix nor `Secure` on a plain-http page, so they are omitted there
 * and nothing else changes.
 *
 * @param publicOrigin - the site's origin, such as `https://example.com`
 */
export function sessionCookiePolicy(publicOrigin: string): SessionCookiePolicy {
  const secure = new URL(publicOrigin).protocol === 'https:';
  const prefix = secure ? '__Host-' : '';
  return {
    accessName: `${prefix}tc_access`,
    refreshName: `${prefix}tc_refresh`,
    viewerName: `${prefix}tc_viewer`,
    attributes: { httpOnly: true, secure, sameSite: 'strict', path: '/' },
  };
}

/** The three cookies CloudFront reads for a custom policy (Developer Guide, "Using signed cookies"). */
export const signedCookieNames = [
  'CloudFront-Policy',
  'CloudFront-Signature',
  'CloudFront-Key-Pair-Id',
] as const;

/** How long a playback grant lasts, in seconds: 12 hours. */
export const playbackGrantSeconds = 12 * 60 * 60;

/** The path, as the browser sees it, of everything protected of one video. */
export function protectedMediaPath(videoId: string): string {
  return mediaPath(mediaPrefix(videoId));
}
