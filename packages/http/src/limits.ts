/** Rate limits: how often somebody may do something, and how a refusal says when to try again. */
import { createHash } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network.ts';
import { HttpProblem } from './problem.ts';

/** Points a key may spend in a window of `duration` seconds. */
export interface LimitPolicy {
  readonly points: number;
  readonly duration: number;
}

/** The part of rate-limiter-flexible's limiters that is used here. */
export interface Limiter {
  consume(key: string): Promise<RateLimiterRes>;
  reward(key: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** Makes the limiter of a name. */
export type MakeLimiter = (name: string, policy: LimitPolicy) => Limiter;

/** Limits by name. Keys are hashed before they are stored, because addresses are personal data. */
export interface Limits<Name extends string> {
  /**
   * Spends a point.
   *
   * @returns the RateLimit headers that tell the caller what is left
   * @throws HttpProblem 429 with Retry-After when there is none left
   */
  spend(name: Name, key: string): Promise<Readonly<Record<string, string>>>;
  /** Gives one point back. */
  giveBack(name: Name, key: string): Promise<void>;
  /** Gives every spent point back. Never fails: the points come back by themselves. */
  forgive(name: Name, key: string): Promise<void>;
}

/** Counts in this process only. */
export const inMemory: MakeLimiter = (name, policy) =>
  new RateLimiterMemory({ keyPrefix: name, ...policy });

/**
 * Counts across processes. While the table cannot be reached each process counts for itself, so that
 * a failing store neither locks people out nor lets everything through.
 */
export function inTable(dynamo: DynamoDB, tableName: string): MakeLimiter {
  return (name, policy) =>
    new RateLimiterDynamo({
      storeClient: dynamo,
      tableName,
      tableCreated: true,
      ttlSet: true,
      keyPrefix: `rate#${name}`,
      // A key that is out of points is refused from memory, so that an attack costs no further
      // writes.
      inMemoryBlockOnConsumed: policy.points + 1,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, ...policy }),
      ...policy,
    });
}

/** A limit for each policy, with a limiter from `make`. */
export function createLimits<Name extends string>(
  policies: Readonly<Record<Name, LimitPolicy>>,
  make: (name: Name, policy: LimitPolicy) => Limiter,
): Limits<Name> {
  const limiters = new Map<Name, Limiter>();
  for (const name of Object.keys(policies) as Name[])
    limiters.set(name, make(name, policies[name]));

  function limiterOf(name: Name): Limiter {
    const limiter = limiters.get(name);
    if (!limiter) throw new Error(`there is no limit ${name}`);
    return limiter;
  }

  return {
    async spend(name, key) {
      const { points } = policies[name];
      try {
        const { remainingPoints, msBeforeNext } = await limiterOf(name).consume(hashed(key));
        return rateHeaders(points, remainingPoints, secondsOf(msBeforeNext));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // Do not use the refusal's own count of points: one from memory says that none were
        // consumed.
        const seconds = secondsOf(refusal.msBeforeNext);
        throw tooManyRequests(seconds, rateHeaders(points, 0, seconds));
      }
    },
    async giveBack(name, key) {
      await limiterOf(name).reward(hashed(key));
    },
    async forgive(name, key) {
      await limiterOf(name)
        .delete(hashed(key))
        .catch(() => undefined);
    },
  };
}

/** @param seconds - until there are points again */
export function tooManyRequests(
  seconds: number,
  headers: Readonly<Record<string, string>> = {},
): HttpProblem {
  return new HttpProblem('too_many_requests', `Too many requests: wait ${seconds} s.`, {
    headers: { ...headers, 'Retry-After': String(seconds) },
  });
}

/** The key of everybody behind one address. */
export function addressKey(address: string | undefined): string {
  return `address ${networkOf(address ?? 'unknown')}`;
}

/** The key of one user, wherever they are. */
export function userKey({ userId }: { readonly userId: string }): string {
  return `user ${userId}`;
}

function rateHeaders(limit: number, remaining: number, reset: number) {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(reset),
  };
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
