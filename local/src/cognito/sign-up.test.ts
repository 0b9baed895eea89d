import {
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  clientId as ClientId,
  type CognitoTestBed,
  email,
  password,
  startCognitoTestBed,
} from './cognito-test-bed.ts';

let bed: CognitoTestBed;
beforeEach(async () => {
  bed = await startCognitoTestBed();
});
afterEach(() => bed.close());

const refusal = (name: string, message: string | RegExp = /./) => ({
  name,
  message: expect.stringMatching(message),
});

const confirm = (ConfirmationCode: string, Username = email) =>
  bed.client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));

/** A code that is certainly not the one mailed. */
const wrongCode = () => (bed.lastCode() === '000000' ? '111111' : '000000');

describe('signing up', () => {
  test('mails a code that confirms the account, after a restart too', async () => {
    const answer = await bed.client.send(
      new SignUpCommand({ ClientId, Username: email, Password: password }),
    );
    expect(answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL' },
    });
    expect(bed.lastCode()).toMatch(/^\d{6}$/);
    await expect(bed.signIn()).rejects.toMatchObject(refusal('UserNotConfirmedException'));
    await bed.restart();
    await confirm(bed.lastCode());
    expect(await bed.signIn()).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 });
    await expect(confirm(bed.lastCode())).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'Current status is CONFIRMED'),
    );
  });

  test('takes an address once, whatever its capitals', async () => {
    await bed.signUp('ann@example.com');
    await expect(bed.signUp('Ann@Example.com')).rejects.toMatchObject(
      refusal('UsernameExistsException', 'already exists'),
    );
  });

  test.each([
    ['short', 'Aa345678', 'not long enough'],
    ['without capitals', 'aa34567890', 'uppercase'],
    ['without small letters', 'AA34567890', 'lowercase'],
    ['without digits', 'Aabcdefghij', 'numeric'],
  ])('refuses a password %s', async (_what, Password, message) => {
    await expect(
      bed.client.send(new SignUpCommand({ ClientId, Username: email, Password })),
    ).rejects.toMatchObject(refusal('InvalidPasswordException', message));
  });

  test('refuses what is no address, no attribute or no client', async () => {
    const signUp = (changes: Partial<SignUpCommand['input']>) =>
      bed.client.send(
        new SignUpCommand({ ClientId, Username: email, Password: password, ...changes }),
      );
    await expect(signUp({ Username: 'ann' })).rejects.toMatchObject(
      refusal('InvalidParameterException', 'should be an email'),
    );
    await expect(signUp({ UserAttributes: [{ Name: 'admin', Value: '1' }] })).rejects.toMatchObject(
      refusal('InvalidParameterException', 'admin'),
    );
    await expect(
      signUp({ UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }),
    ).rejects.toMatchObject(refusal('NotAuthorizedException'));
    await expect(signUp({ ClientId: 'another' })).rejects.toMatchObject(
      refusal('ResourceNotFoundException'),
    );
  });
});

describe('confirming', () => {
  test('refuses a wrong code, and any code after five wrong ones', async () => {
    await bed.signUp();
    const code = bed.lastCode();
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(confirm(wrongCode())).rejects.toMatchObject(refusal('CodeMismatchException'));
    await expect(confirm(code)).rejects.toMatchObject(refusal('TooManyFailedAttemptsException'));
    bed.pass(3601);
    await confirm(code);
  });

  test('refuses a code of yesterday; a new one ends the one before', async () => {
    await bed.signUp();
    bed.pass(24 * 3600 + 1);
    await expect(confirm(bed.lastCode())).rejects.toMatchObject(refusal('ExpiredCodeException'));
    const old = bed.lastCode();
    await bed.client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email }));
    // One time in a million the new code is the old one again.
    if (bed.lastCode() !== old)
      await expect(confirm(old)).rejects.toMatchObject(refusal('CodeMismatchException'));
    await confirm(bed.lastCode());
    await expect(
      bed.client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email })),
    ).rejects.toMatchObject(refusal('InvalidParameterException', 'already confirmed'));
  });

  test('does not say whether an account exists, nor mails without end', async () => {
    const Username = 'nobody@example.com';
    await expect(confirm('123456', Username)).rejects.toMatchObject(
      refusal('ExpiredCodeException'),
    );
    const resend = () => bed.client.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
    for (let mail = 0; mail < 5; mail += 1)
      expect((await resend()).CodeDeliveryDetails).toMatchObject({ Destination: 'n***@e***' });
    await expect(resend()).rejects.toMatchObject(refusal('LimitExceededException'));
    expect(bed.mailbox.list(Username)).toEqual([]);
  });
});

describe('a forgotten password', () => {
  const newPassword = 'Another-horse-9';
  const forgot = (Username = email) =>
    bed.client.send(new ForgotPasswordCommand({ ClientId, Username }));
  const reset = (ConfirmationCode: string, Password = newPassword, Username = email) =>
    bed.client.send(
      new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }),
    );

  test('is set anew with the mailed code, once', async () => {
    await bed.join();
    await forgot();
    await expect(reset(bed.lastCode(), 'short')).rejects.toMatchObject(
      refusal('InvalidPasswordException'),
    );
    await reset(bed.lastCode());
    await expect(bed.signIn()).rejects.toMatchObject(refusal('NotAuthorizedException'));
    await bed.signIn(email, newPassword);
    await expect(reset(bed.lastCode())).rejects.toMatchObject(refusal('ExpiredCodeException'));
  });

  test('is guarded by a code that ends after an hour or five wrong ones', async () => {
    await bed.join();
    await forgot();
    bed.pass(3601);
    await expect(reset(bed.lastCode())).rejects.toMatchObject(refusal('ExpiredCodeException'));
    await forgot();
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(reset(wrongCode())).rejects.toMatchObject(refusal('CodeMismatchException'));
    await expect(reset(bed.lastCode())).rejects.toMatchObject(refusal('LimitExceededException'));
  });

  test('does not say whether an account exists or is confirmed, nor mails without end', async () => {
    await bed.signUp();
    const mails = bed.mailbox.list(email).length;
    expect(await forgot()).toMatchObject({ CodeDeliveryDetails: { Destination: 'a***@e***' } });
    expect(bed.mailbox.list(email)).toHaveLength(mails);
    const stranger = 'nobody@example.com';
    for (let mail = 0; mail < 5; mail += 1)
      expect(await forgot(stranger)).toMatchObject({
        CodeDeliveryDetails: { Destination: 'n***@e***' },
      });
    await expect(forgot(stranger)).rejects.toMatchObject(refusal('LimitExceededException'));
    await expect(reset('123456', newPassword, stranger)).rejects.toMatchObject(
      refusal('CodeMismatchException'),
    );
  });
});
