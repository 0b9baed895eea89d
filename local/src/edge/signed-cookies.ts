import { type KeyObject, verify } from 'node:crypto';
import { signedCookieNames } from '@tidecast/platform/delivery/cookies';

/** Why a request may not have what it asks for; `code` is CloudFront's. */
export interface AccessRefusal {
  readonly code: 'MissingKey' | 'InvalidKey' | 'MalformedPolicy' | 'AccessDenied';
  readonly message: string;
}

export interface SignedCookieCheck {
  /** The `Cookie` header. */
  readonly cookieHeader: string | undefined;
  /** The full URL asked for, with its query, as the browser sees it. */
  readonly url: string;
  readonly keyPairId: string;
  readonly publicKey: KeyObject;
  readonly now: Date;
}

/**
 * Checks CloudFront signed cookies with a custom policy: RSA-SHA1 over the policy, the resource
 * with its wildcards, the time window (Developer Guide, "Set signed cookies using a custom policy").
 *
 * @returns undefined when the cookies grant the URL, otherwise what they lack
 */
export function refusalOf(check: SignedCookieCheck): AccessRefusal | undefined {
  const [policyName, signatureName, keyName] = signedCookieNames;
  const cookies = parseCookies(check.cookieHeader);
  const keyPairId = cookies.get(keyName);
  const encodedPolicy = cookies.get(policyName);
  const signature = cookies.get(signatureName);
  if (!keyPairId) return missing(keyName);
  if (!encodedPolicy) return missing(policyName);
  if (!signature) return missing(signatureName);
  if (keyPairId !== check.keyPairId)
    return { code: 'InvalidKey', message: `Unknown key pair: the value of ${keyName}` };
  const policy = fromUrlSafeBase64(encodedPolicy);
  // SHA-1 is what CloudFront's signed cookies are defined with.
  if (!verify('RSA-SHA1', policy, check.publicKey, fromUrlSafeBase64(signature)))
    return denied(`${signatureName} does not match ${policyName}`);
  return refusalByPolicy(policy.toString('utf8'), check);
}

function refusalByPolicy(text: string, { url, now }: SignedCookieCheck): AccessRefusal | undefined {
  const statement = parseStatement(text);
  if (!statement)
    return { code: 'MalformedPolicy', message: 'The policy has no statement with an expiry' };
  const seconds = now.getTime() / 1000;
  if (seconds >= statement.lessThan) return denied('The policy has expired');
  if (statement.greaterThan !== undefined && seconds < statement.greaterThan)
    return denied('The policy is not valid yet');
  if (!matchesResource(statement.resource, url))
    return denied('The policy does not cover this address');
  return undefined;
}

interface Statement {
  readonly resource: string;
  readonly lessThan: number;
  readonly greaterThan?: number;
}

function parseStatement(text: string): Statement | undefined {
  try {
    const { Resource, Condition } = JSON.parse(text).Statement[0];
    const lessThan: unknown = Condition.DateLessThan['AWS:EpochTime'];
    const greaterThan: unknown = Condition.DateGreaterThan?.['AWS:EpochTime'];
    if (typeof Resource !== 'string' || typeof lessThan !== 'number') return undefined;
    return {
      resource: Resource,
      lessThan,
      ...(typeof greaterThan === 'number' && { greaterThan }),
    };
  } catch {
    return undefined;
  }
}

/** `*` stands for any run of characters, `?` for exactly one. */
function matchesResource(resource: string, url: string): boolean {
  const source = resource
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(url);
}

/** CloudFront's alphabet: `-`, `_` and `~` in place of `+`, `=` and `/`. */
function fromUrlSafeBase64(text: string): Buffer {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/');
  return Buffer.from(base64, 'base64');
}

function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    // Browsers send the cookie of the longest path first, and that is the one meant.
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

function missing(name: string): AccessRefusal {
  return { code: 'MissingKey', message: `Missing cookie ${name}` };
}

function denied(message: string): AccessRefusal {
  return { code: 'AccessDenied', message };
}
