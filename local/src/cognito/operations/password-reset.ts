import { invalidParameter, text } from '../cognito-input.ts';
import {
  attemptLimitExceeded,
  type CognitoOperations,
  clientOf,
  deliveryDetails,
  notAuthorized,
  poolById,
  userNotFound,
} from '../context.ts';
import { checkPolicy, hashPassword } from '../password.ts';
import { codeMismatch, expiredCode } from './sign-up.ts';

/** Cognito allows 5 to 20 an hour, by the risk it sees (Developer Guide, "Quotas"). */
const resetsPerHour = 5;
const wrongCodesPerHour = 5;

export const passwordResetOperations: CognitoOperations = {
  ForgotPassword(input, cognito) {
    const client = clientOf(input, cognito);
    const username = text(input, 'Username');
    const subject = `forgot:${client.poolId}:${username.toLowerCase()}`;
    if (!cognito.attempts.allow(subject, resetsPerHour)) throw attemptLimitExceeded();
    const user = cognito.users.find(client.poolId, username);
    if (user?.enabled && user.emailVerified) {
      const code = cognito.codes.issue(user.sub, 'reset');
      cognito.mailbox.deliver({
        to: user.email,
        subject: 'Your password reset code',
        text: `Your password reset code is ${code}`,
        code,
      });
    } else if (!client.settings.preventUserExistenceErrors) {
      if (!user) throw userNotFound('Username/client id combination not found.');
      if (!user.enabled) throw notAuthorized('User is disabled.');
      throw invalidParameter(
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      );
    }
    return { CodeDeliveryDetails: deliveryDetails(user?.email ?? username) };
  },

  async ConfirmForgotPassword(input, cognito) {
    const client = clientOf(input, cognito);
    const code = text(input, 'ConfirmationCode');
    const password = text(input, 'Password');
    const user = cognito.users.find(client.poolId, text(input, 'Username'));
    if (!user?.enabled) {
      if (client.settings.preventUserExistenceErrors) throw codeMismatch();
      throw user ? notAuthorized('User is disabled.') : userNotFound('User does not exist.');
    }
    const subject = `reset:${user.sub}`;
    if (cognito.attempts.exhausted(subject, wrongCodesPerHour)) throw attemptLimitExceeded();
    const verdict = cognito.codes.check(user.sub, 'reset', code);
    if (verdict === 'expired') throw expiredCode();
    if (verdict === 'wrong') {
      cognito.attempts.allow(subject, wrongCodesPerHour);
      throw codeMismatch();
    }
    checkPolicy(password, poolById(client.poolId, cognito).settings.passwordPolicy);
    const hash = await hashPassword(password);
    cognito.codes.use(user.sub, 'reset');
    cognito.attempts.forget(subject);
    cognito.attempts.forget(`sign-in:${client.poolId}:${user.email.toLowerCase()}`);
    cognito.users.update(user.sub, { password: hash, status: 'CONFIRMED' });
    return {};
  },
};
