/** Rate limits. Those of changes hold across instances of the function; those of reads do not. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from './problem.ts';

/** Points a key may spend in so many seconds. */
const policies = {
  /** Changes of one user. */
  write: { points: 120, duration: 60 },
  /** Channels opened by one user: each asks IVS for things that it counts. */
  open: { points: 10, duration: 600 },
  /** Reads from one address. */
  read: { points: 1_000, duration: 10 },
  /** Tokens for one address: a school shares one, and everybody comes when a stream starts. */
  token: { points: 5_000, duration: 10 },
} as const;

export type LimitName = keyof typeof policies;

export interface Limits {
  /** @throws HttpProblem 429 with Retry-After when there is no point left */
  spend(name: LimitName, key: string): Promise<void>;
}

type Limiter = Pick<RateLimiterMemory, 'consume'>;

/** @param shared - where limits of changes are counted; absent: in this process */
export function createLimits(shared?: {
  readonly dynamo: DynamoDB;
  readonly table: string;
}): Limits {
  const memory = (name: LimitName) =>
    new RateLimiterMemory({ keyPrefix: `live-${name}`, ...policies[name] });
  /** While the table cannot be reached each instance counts for itself. */
  const inTable = (name: LimitName): Limiter =>
    shared
      ? new RateLimiterDynamo({
          storeClient: shared.dynamo,
          tableName: shared.table,
          tableCreated: true,
          ttlSet: true,
          keyPrefix: `rate#live-${name}`,
          inMemoryBlockOnConsumed: policies[name].points + 1,
          insuranceLimiter: memory(name),
          ...policies[name],
        })
      : memory(name);
  const limiters: Readonly<Record<LimitName, Limiter>> = {
    write: inTable('write'),
    open: inTable('open'),
    read: memory('read'),
    token: memory('token'),
  };

  return {
    async spend(name, key) {
      try {
        await limiters[name].consume(hashed(key));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new HttpProblem(429, 'too_many_requests', `Too many requests: wait ${seconds} s.`, {
          headers: { 'Retry-After': String(seconds) },
        });
      }
    },
  };
}

/** Whom an address stands for: itself, or for IPv6 its /64, the least that one customer is given. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [left = ''] = address.split('::');
  return left.split(':').slice(0, 4).join(':');
}

/** Addresses are personal: the table holds what cannot be read back. */
function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
