import { passwordPolicy, sessionSeconds, userGroups } from '@tidecast/platform/identity/user-pool';
import type { Cognito } from '../cognito/cognito.ts';

export const userPoolId = 'ap-northeast-2_Tidecast1';
export const userPoolClientId = 'tidecastlocalwebclient0001';

/** The password of every demo account: this machine alone can use it. */
export const demoPassword = 'Tidecast-demo-1';

export const creator = { email: 'creator@tidecast.test', password: demoPassword };

const demoAccounts = [
  { email: creator.email, name: 'Tidecast', groups: [] },
  { email: 'viewer@tidecast.test', name: 'Viewer', groups: [] },
  { email: 'moderator@tidecast.test', name: 'Moderator', groups: [userGroups.moderators] },
] as const;

export const demoEmails = demoAccounts.map(({ email }) => email);

/** Makes the user pool, its client, its groups and the demo accounts, or finds them there. */
export async function ensureAccounts(
  cognito: Pick<Cognito, 'ensurePool' | 'ensureUser'>,
): Promise<void> {
  cognito.ensurePool({
    poolId: userPoolId,
    poolName: 'tidecast-local',
    clientId: userPoolClientId,
    clientName: 'web',
    groups: [userGroups.moderators],
    passwordPolicy,
    accessTokenSeconds: sessionSeconds.access,
    refreshTokenSeconds: sessionSeconds.refresh,
    rotationGraceSeconds: sessionSeconds.rotationGrace,
  });
  await Promise.all(
    demoAccounts.map(({ email, name, groups }) =>
      cognito.ensureUser({
        poolId: userPoolId,
        email,
        name,
        password: demoPassword,
        groups,
      }),
    ),
  );
}
