/** Rate limits. Those that guard something hold across replicas; those of reads are each one's. */
import { createHash } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network.ts';
import { HttpProblem } from './problem.ts';
import { viewerOf } from './session.ts';

/** Points a key may spend in so many seconds. */
export interface LimitPolicy {
  readonly points: number;
  readonly duration: number;
}

export const limitPolicies = {
  /** Wrong passwords for one account from one address; a right one clears them. */
  signIn: { points: 10, duration: 300 },
  /** Sign-ins from one address, whatever the account: spraying. A school shares one address. */
  signInAddress: { points: 200, duration: 300 },
  signUp: { points: 30, duration: 300 },
  /** Guesses at the mailed six digits of one account; a right one clears them. */
  code: { points: 10, duration: 300 },
  /** Mails to one account. */
  mail: { points: 5, duration: 300 },
  /** State changes of one user, or of one address where nobody is signed in. */
  write: { points: 300, duration: 60 },
  /** Views that one address may add to one video without a session: a household, not a loop. */
  anonymousView: { points: 10, duration: 6 * 60 * 60 },
} as const satisfies Record<string, LimitPolicy>;

export type LimitName = keyof typeof limitPolicies;

/** What is used of rate-limiter-flexible's limiters. */
export interface Limiter {
  consume(key: string): Promise<RateLimiterRes>;
  reward(key: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

export type Limits = Readonly<Record<LimitName, Limiter>>;

/**
 * Limits that hold across replicas. While the table cannot be reached each replica counts for
 * itself, so that a failing store neither locks people out nor lets everything through.
 */
export function createSharedLimits(dynamo: DynamoDB, tableName: string): Limits {
  return createLimits((name, policy) => {
    const insuranceLimiter = new RateLimiterMemory({ keyPrefix: name, ...policy });
    return new RateLimiterDynamo({
      storeClient: dynamo,
      tableName,
      tableCreated: true,
      ttlSet: true,
      keyPrefix: `rate#${name}`,
      // A key that is out of points is refused from memory: an attack costs no more writes.
      inMemoryBlockOnConsumed: policy.points + 1,
      insuranceLimiter,
      ...policy,
    });
  });
}

/** Every limit by name, made by `make`. */
export function createLimits(make: (name: LimitName, policy: LimitPolicy) => Limiter): Limits {
  const entries = Object.entries(limitPolicies) as [LimitName, LimitPolicy][];
  return Object.fromEntries(entries.map(([name, policy]) => [name, make(name, policy)])) as Record<
    LimitName,
    Limiter
  >;
}

/**
 * Spends a point.
 *
 * @throws HttpProblem 429 with Retry-After when there is none left
 */
export async function spend(
  limits: Limits,
  name: LimitName,
  key: string,
  response: Response,
): Promise<void> {
  const { points } = limitPolicies[name];
  // By how it answers, not by the points it counts: a refusal from memory says none were consumed.
  let refused = false;
  const result = await limits[name].consume(hashed(key)).catch((refusal: unknown) => {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    refused = true;
    return refusal;
  });
  const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
  response.setHeader('RateLimit-Limit', points);
  response.setHeader('RateLimit-Remaining', refused ? 0 : result.remainingPoints);
  response.setHeader('RateLimit-Reset', seconds);
  if (refused) throw tooManyRequests(seconds);
}

/** Gives every spent point back. */
export async function forgive(limits: Limits, name: LimitName, key: string): Promise<void> {
  await limits[name].delete(hashed(key)).catch(() => undefined);
}

/** Addresses and e-mail addresses are personal: the table holds what cannot be read back. */
export function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}

/** For state-changing routes, after the session guard. */
export function limitWrites(limits: Limits): RequestHandler {
  return async (request, response, next) => {
    const viewer = viewerOf(response);
    await spend(limits, 'write', viewer ? `user ${viewer.userId}` : addressKey(request), response);
    next();
  };
}

/** Reads of one address in one replica; counted in memory, as reads must stay cheap. */
const readPolicy = { points: 1_000, seconds: 10 };

/** For routes that read: a fixed window in memory, gone whole when it ends. */
export function createReadLimit(now: () => number = Date.now) {
  const counts = new Map<string, number>();
  let windowEnds = 0;
  /** @throws HttpProblem 429 */
  function spendRead(request: Request): void {
    const time = now();
    if (time >= windowEnds) {
      counts.clear();
      windowEnds = time + readPolicy.seconds * 1000;
    }
    const key = networkOf(request.ip ?? '');
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > readPolicy.points) throw tooManyRequests(Math.ceil((windowEnds - time) / 1000));
  }
  const handler: RequestHandler = (request, _response, next) => {
    spendRead(request);
    next();
  };
  return { spendRead, handler };
}

export type ReadLimit = ReturnType<typeof createReadLimit>;

/** The limit key of a caller's address. */
export function addressKey(request: Request): string {
  return `address ${networkOf(request.ip ?? 'unknown')}`;
}

function tooManyRequests(seconds: number): HttpProblem {
  return new HttpProblem(429, 'too_many_requests', `Too many requests: wait ${seconds} s.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
