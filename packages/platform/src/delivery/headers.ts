/** The security headers of the site: one policy for CloudFront, the local edge and the API. */

export interface ContentSecurityPolicyOptions {
  /** Origin that browsers PUT upload parts to, such as `https://bucket.s3.region.amazonaws.com`. */
  readonly uploadOrigin: string;
  /** Origin of the chat's websocket, such as `wss://edge.ivschat.ap-northeast-2.amazonaws.com`. */
  readonly chatOrigin?: string;
}

/** Where IVS delivers live streams, whatever the region (IVS User Guide, "Set Up Player"). */
const liveVideo = 'https://*.live-video.net';

/**
 * Content-Security-Policy directives. Nothing inline and nothing from other hosts, but: `blob:` for
 * the player's media source and its demuxing worker, `data:` for the images inside its stylesheet,
 * the upload origin for presigned PUTs, and IVS for live streams and their chat. The IVS player is
 * WebAssembly, which needs `wasm-unsafe-eval`; that does not allow scripts to be evaluated.
 */
export function contentSecurityPolicy(
  options: ContentSecurityPolicyOptions,
): Readonly<Record<string, readonly string[]>> {
  return {
    'default-src': ["'self'"],
    'base-uri': ["'none'"],
    'connect-src': [
      "'self'",
      options.uploadOrigin,
      liveVideo,
      ...(options.chatOrigin === undefined ? [] : [options.chatOrigin]),
    ],
    'font-src': ["'self'", 'data:'],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'media-src': ["'self'", 'blob:', liveVideo],
    'object-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'"],
    'worker-src': ["'self'", 'blob:'],
  };
}

/** The directives as one header value. */
export function serializeContentSecurityPolicy(
  directives: Readonly<Record<string, readonly string[]>>,
): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** Every other security header. HSTS is for https sites only: the edge adds it there. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Two years, as the preload list asks (hstspreload.org). */
export const strictTransportSecurity = 'max-age=63072000; includeSubDomains; preload';
