/** Rate limits. Those of changes hold across instances of the function; those of reads do not. */
import {
  createLimits,
  inMemory,
  type LimitPolicy,
  type Limits,
  type MakeLimiter,
} from '@tidecast/http/limits';

/** For changes; counted across instances. */
const changes = {
  /** Changes of one user. */
  write: { points: 120, duration: 60 },
  /** Channels opened by one user: IVS limits how many of each resource an account may have. */
  open: { points: 10, duration: 600 },
} as const satisfies Record<string, LimitPolicy>;

/** For everything else; counted by each instance alone. */
const reads = {
  /** Reads from one address. */
  read: { points: 1_000, duration: 10 },
  /** Tokens for one address: a school shares one, and everybody comes when a stream starts. */
  token: { points: 5_000, duration: 10 },
} as const satisfies Record<string, LimitPolicy>;

export type LimitName = keyof typeof changes | keyof typeof reads;
export type LiveLimits = Limits<LimitName>;

/** @param together - makes the limits that hold across instances */
export function createLiveLimits(together: MakeLimiter): LiveLimits {
  return createLimits({ ...changes, ...reads }, (name, policy) =>
    (name in changes ? together : inMemory)(`live-${name}`, policy),
  );
}
