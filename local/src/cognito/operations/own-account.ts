import { text } from '../cognito-input.ts';
import {
  attemptLimitExceeded,
  type CognitoOperations,
  notAuthorized,
  poolById,
  tokenHolder,
  wireAttributes,
} from '../context.ts';
import { checkPolicy, hashPassword, verifyPassword } from '../password.ts';

const wrongPasswordsPerHour = 5;

/** What a signed-in person does with the own account, by access token. */
export const ownAccountOperations: CognitoOperations = {
  GetUser(input, cognito) {
    const { user } = tokenHolder(text(input, 'AccessToken'), cognito);
    return { Username: user.sub, UserAttributes: wireAttributes(user) };
  },

  async ChangePassword(input, cognito) {
    const { user } = tokenHolder(text(input, 'AccessToken'), cognito);
    const proposed = text(input, 'ProposedPassword');
    const subject = `change:${user.sub}`;
    if (cognito.attempts.exhausted(subject, wrongPasswordsPerHour)) throw attemptLimitExceeded();
    if (!(await verifyPassword(text(input, 'PreviousPassword'), user.password))) {
      cognito.attempts.allow(subject, wrongPasswordsPerHour);
      throw notAuthorized('Incorrect username or password.');
    }
    checkPolicy(proposed, poolById(user.poolId, cognito).settings.passwordPolicy);
    const password = await hashPassword(proposed);
    cognito.attempts.forget(subject);
    cognito.users.update(user.sub, { password });
    return {};
  },

  GlobalSignOut(input, cognito) {
    const { user } = tokenHolder(text(input, 'AccessToken'), cognito);
    cognito.sessions.revokeAll(user.sub);
    return {};
  },

  DeleteUser(input, cognito) {
    const { user } = tokenHolder(text(input, 'AccessToken'), cognito);
    cognito.users.remove(user.sub);
    return {};
  },
};
