import { securityHeaders, strictTransportSecurity } from '@tidecast/platform/delivery/headers';

/** No answer under `/api` is a page, so the policy can be as strict as possible. */
const contentSecurityPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The security headers of every answer under `/api`.
 *
 * @param secure - whether the site is served over https
 */
export function answerHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy,
    ...securityHeaders,
    ...(secure && { 'Strict-Transport-Security': strictTransportSecurity }),
  };
}
