import { mediaPath, mediaRoot, postersPrefix } from '../storage/bucket-layout.ts';
import { apiRoot, liveRoot } from './api-paths.ts';

/**
 * What the edge does with a path: in AWS, CloudFront is configured from this; on one machine, the
 * local edge follows it. The first match wins, as in a distribution's ordered behaviours.
 */

export type EdgeOrigin = 'web' | 'media' | 'api' | 'live';

export interface EdgeBehaviour {
  /** CloudFront path pattern: `*` stands for any run of characters. */
  readonly pathPattern: string;
  readonly origin: EdgeOrigin;
  /** Whether the request must carry valid signed cookies for its path. */
  readonly signedCookies: boolean;
  /** Cache-Control sent to the browser; absent where the origin's own header decides. */
  readonly cacheControl?: string;
  /** Removed from the front of the path before the origin sees it. */
  readonly stripPrefix?: string;
}

/** For what never changes under its name: hashed assets, segments, posters. One year. */
export const immutableCacheControl = 'public, max-age=31536000, immutable';
/**
 * For HTML: browsers revalidate every time, and the edge may answer for a minute and then refresh
 * in the background.
 */
export const htmlCacheControl = 'max-age=0, s-maxage=60, stale-while-revalidate=300';
/** For the public feed. */
export const feedCacheControl = 'public, max-age=0, s-maxage=60, stale-while-revalidate=300';
/** For answers meant for one signed-in person. */
export const privateCacheControl = 'private, no-store';
/** Playlists grow while a video encodes: never older than one segment. */
export const playlistCacheControl = 'public, max-age=1';
/** Captions and storyboards may be replaced under their name. */
export const sidecarCacheControl = 'public, max-age=60';

/** Segments: nearly everything that the edge sends. */
export const segmentPathPattern = mediaPath('*.ts');

export const edgeBehaviours: readonly EdgeBehaviour[] = [
  { pathPattern: `${liveRoot}/*`, origin: 'live', signedCookies: false },
  { pathPattern: `${apiRoot}/*`, origin: 'api', signedCookies: false },
  {
    pathPattern: mediaPath(`${postersPrefix}*`),
    origin: 'media',
    signedCookies: false,
    cacheControl: immutableCacheControl,
    stripPrefix: mediaRoot,
  },
  {
    pathPattern: mediaPath('*.m3u8'),
    origin: 'media',
    signedCookies: true,
    cacheControl: playlistCacheControl,
    stripPrefix: mediaRoot,
  },
  {
    pathPattern: segmentPathPattern,
    origin: 'media',
    signedCookies: true,
    cacheControl: immutableCacheControl,
    stripPrefix: mediaRoot,
  },
  {
    pathPattern: mediaPath('*'),
    origin: 'media',
    signedCookies: true,
    cacheControl: sidecarCacheControl,
    stripPrefix: mediaRoot,
  },
  {
    pathPattern: '/assets/*',
    origin: 'web',
    signedCookies: false,
    cacheControl: immutableCacheControl,
  },
  { pathPattern: '/*', origin: 'web', signedCookies: false, cacheControl: htmlCacheControl },
];

/** The behaviour a path falls under. */
export function behaviourFor(path: string): EdgeBehaviour {
  const found = edgeBehaviours.find(({ pathPattern }) => matchesPattern(pathPattern, path));
  if (!found)
    throw new RangeError(`no edge behaviour for ${JSON.stringify(path)}: it must start with "/"`);
  return found;
}

function matchesPattern(pattern: string, path: string): boolean {
  const source = pattern.split('*').map(escapeLiteral).join('.*');
  return new RegExp(`^${source}$`).test(path);
}

function escapeLiteral(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Paths with an extension are files of the web build; any other path is a route of the single-page
 * app and gets its HTML.
 */
export function webObjectKey(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.includes('.') ? path.slice(1) : 'index.html';
}
