import { signInFlow } from '@tidecast/platform/identity/user-pool';
import type { CognitoContext } from './context.ts';
import { hashPassword } from './password.ts';
import type { ClientSettings, PasswordPolicy } from './pool-store.ts';

/** A pool as the stack makes it: people sign in by email and password. */
export interface PoolProvision {
  /** Such as `ap-northeast-2_Tidecast1`. */
  readonly poolId: string;
  readonly poolName: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly groups: readonly string[];
  readonly passwordPolicy: PasswordPolicy;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** How long a replaced refresh token still works: 0 to 60, 10 by default. */
  readonly rotationGraceSeconds?: number;
}

export interface UserProvision {
  readonly poolId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly groups?: readonly string[];
}

export function ensurePool(provision: PoolProvision, { pools }: CognitoContext): void {
  const { poolId, clientId, passwordPolicy, accessTokenSeconds, refreshTokenSeconds } = provision;
  pools.savePool(poolId, provision.poolName, { passwordPolicy });
  const settings: ClientSettings = {
    authFlows: [`ALLOW_${signInFlow}`],
    accessTokenSeconds,
    idTokenSeconds: accessTokenSeconds,
    refreshTokenSeconds,
    rotationGraceSeconds: provision.rotationGraceSeconds ?? 10,
    preventUserExistenceErrors: true,
  };
  pools.saveClient(clientId, poolId, provision.clientName, settings);
  for (const name of provision.groups) {
    if (!pools.group(poolId, name)) pools.addGroup({ poolId, name });
  }
}

export async function ensureUser(
  { poolId, email, name, password, groups = [] }: UserProvision,
  { users, pools }: CognitoContext,
): Promise<string> {
  const user =
    users.find(poolId, email) ??
    users.add({
      poolId,
      email,
      emailVerified: true,
      attributes: { name },
      password: await hashPassword(password),
      status: 'CONFIRMED',
    }) ??
    users.find(poolId, email);
  if (!user) throw new Error(`the pool ${poolId} took no user ${email}`);
  for (const group of groups) pools.join(poolId, group, user.sub);
  return user.sub;
}
