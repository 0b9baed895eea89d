import { AwsError } from '../../aws/errors.ts';
import { checkEmail, invalidParameter, text, userAttributes } from '../cognito-input.ts';
import {
  attemptLimitExceeded,
  type CognitoContext,
  type CognitoOperations,
  clientOf,
  deliveryDetails,
  notAuthorized,
  poolById,
  userNotFound,
} from '../context.ts';
import { checkPolicy, hashPassword } from '../password.ts';
import type { User } from '../user-store.ts';

/** Mails and wrong codes a person may cause in an hour; Cognito's own limits are of this order. */
const mailsPerHour = 5;
const wrongCodesPerHour = 5;

export const signUpOperations: CognitoOperations = {
  async SignUp(input, cognito) {
    const client = clientOf(input, cognito);
    const email = text(input, 'Username');
    checkEmail(email);
    const { email: given = email, email_verified, ...attributes } = userAttributes(input);
    if (given.toLowerCase() !== email.toLowerCase())
      throw invalidParameter('The email attribute differs from the username.');
    if (email_verified !== undefined)
      throw notAuthorized('A client attempted to write unauthorized attribute');
    const password = text(input, 'Password');
    checkPolicy(password, poolById(client.poolId, cognito).settings.passwordPolicy);

    const user = cognito.users.add({
      poolId: client.poolId,
      email,
      emailVerified: false,
      attributes,
      password: await hashPassword(password),
      status: 'UNCONFIRMED',
    });
    if (!user)
      throw new AwsError(
        'UsernameExistsException',
        'An account with the given email already exists.',
      );
    mailCode(user, cognito);
    return {
      CodeDeliveryDetails: deliveryDetails(email),
      UserConfirmed: false,
      UserSub: user.sub,
    };
  },

  ConfirmSignUp(input, cognito) {
    const client = clientOf(input, cognito);
    const user = cognito.users.find(client.poolId, text(input, 'Username'));
    if (!user) {
      if (client.settings.preventUserExistenceErrors) throw expiredCode();
      throw userNotFound('Username/client id combination not found.');
    }
    if (user.status !== 'UNCONFIRMED')
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    const subject = `confirm:${user.sub}`;
    if (cognito.attempts.exhausted(subject, wrongCodesPerHour))
      throw new AwsError(
        'TooManyFailedAttemptsException',
        'Too many failed attempts, please try after some time.',
      );
    const verdict = cognito.codes.check(user.sub, 'confirm', text(input, 'ConfirmationCode'));
    if (verdict === 'expired') throw expiredCode();
    if (verdict === 'wrong') {
      cognito.attempts.allow(subject, wrongCodesPerHour);
      throw codeMismatch();
    }
    cognito.codes.use(user.sub, 'confirm');
    cognito.attempts.forget(subject);
    cognito.users.update(user.sub, { status: 'CONFIRMED', emailVerified: true });
    return {};
  },

  ResendConfirmationCode(input, cognito) {
    const client = clientOf(input, cognito);
    const email = text(input, 'Username');
    const subject = `resend:${client.poolId}:${email.toLowerCase()}`;
    if (!cognito.attempts.allow(subject, mailsPerHour)) throw attemptLimitExceeded();
    const user = cognito.users.find(client.poolId, email);
    if (!user && !client.settings.preventUserExistenceErrors)
      throw userNotFound('Username/client id combination not found.');
    if (user && user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
    if (user?.enabled) mailCode(user, cognito);
    return { CodeDeliveryDetails: deliveryDetails(user?.email ?? email) };
  },
};

export function expiredCode(): AwsError {
  return new AwsError(
    'ExpiredCodeException',
    'Invalid code provided, please request a code again.',
  );
}

export function codeMismatch(): AwsError {
  return new AwsError(
    'CodeMismatchException',
    'Invalid verification code provided, please try again.',
  );
}

function mailCode(user: User, { codes, mailbox }: CognitoContext): void {
  const code = codes.issue(user.sub, 'confirm');
  mailbox.deliver({
    to: user.email,
    subject: 'Your verification code',
    text: `Your confirmation code is ${code}`,
    code,
  });
}
