import type * as aws from '@pulumi/aws';
import type { Input } from '@pulumi/pulumi';

type SecurityHeaders = aws.types.input.cloudfront.ResponseHeadersPolicySecurityHeadersConfig;

const override = true;

/**
 * The headers that CloudFront has settings for, each with the setting of a value. It refuses them
 * as custom headers.
 */
const known: Readonly<Record<string, (value: string) => SecurityHeaders>> = {
  'referrer-policy': (referrerPolicy) => ({ referrerPolicy: { referrerPolicy, override } }),
  'strict-transport-security': (value) => ({ strictTransportSecurity: hsts(value) }),
  'x-content-type-options': (value) => {
    if (value !== 'nosniff') throw new RangeError(`X-Content-Type-Options cannot be "${value}"`);
    return { contentTypeOptions: { override } };
  },
  'x-frame-options': (frameOption) => ({ frameOptions: { frameOption, override } }),
};

/**
 * A response headers policy that sets these headers, overriding the origin's.
 *
 * @param contentSecurityPolicy - when absent, none is set
 * @throws RangeError for a value that CloudFront has no setting for
 */
export function responseHeadersArgs(
  headers: Readonly<Record<string, string>>,
  contentSecurityPolicy?: Input<string>,
): aws.cloudfront.ResponseHeadersPolicyArgs {
  const securityHeadersConfig: SecurityHeaders = {
    ...(contentSecurityPolicy !== undefined && {
      contentSecurityPolicy: { contentSecurityPolicy, override },
    }),
  };
  const items: { header: string; value: string; override: boolean }[] = [];
  for (const [header, value] of Object.entries(headers)) {
    const setting = known[header.toLowerCase()];
    if (setting) Object.assign(securityHeadersConfig, setting(value));
    else items.push({ header, value, override });
  }
  return { securityHeadersConfig, ...(items.length > 0 && { customHeadersConfig: { items } }) };
}

/**
 * Checks an origin for use in a content security policy.
 *
 * @param argument - name of the argument, for the error
 * @throws RangeError for a value that no browser would match in a policy
 */
export function checkedOrigin(argument: string, scheme: 'https' | 'wss', origin: string): string {
  const host = origin.startsWith(`${scheme}://`) ? origin.slice(scheme.length + 3) : '';
  if (!/^[a-z0-9.-]+$/.test(host))
    throw new RangeError(`${argument} must be ${scheme}://<host> and no more: "${origin}"`);
  return origin;
}

function hsts(value: string) {
  const directives = value.split(';').map((directive) => directive.trim().toLowerCase());
  const maxAge = /^max-age=(\d+)$/.exec(directives[0] ?? '')?.[1];
  if (maxAge === undefined)
    throw new RangeError(`Strict-Transport-Security must begin with max-age: "${value}"`);
  return {
    accessControlMaxAgeSec: Number(maxAge),
    includeSubdomains: directives.includes('includesubdomains'),
    preload: directives.includes('preload'),
    override,
  };
}
