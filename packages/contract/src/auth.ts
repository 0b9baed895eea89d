import { passwordPolicy, sessionDays, sessionSeconds } from '@tidecast/platform/user-pool';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { empty, json, jsonBody, problems, sessionRequired } from './documentation.ts';
import { mailedCodeLength, maxEmailLength, maxPasswordLength } from './limits.ts';
import { displayNameSchema } from './text.ts';

const email = z.string().trim().toLowerCase().max(maxEmailLength).pipe(z.email());
/** Which characters is the user pool's policy, checked there. */
const newPassword = z.string().min(passwordPolicy.MinimumLength).max(maxPasswordLength);
const code = z
  .string()
  .trim()
  .regex(new RegExp(`^\\d{${mailedCodeLength}}$`), 'must be the six digits from the mail');

export const signUpSchema = z
  .strictObject({
    email,
    password: newPassword,
    displayName: displayNameSchema,
  })
  .meta({ id: 'SignUp' });

export const confirmSchema = z.strictObject({ email, code }).meta({ id: 'ConfirmEmail' });
export const emailSchema = z.strictObject({ email }).meta({ id: 'EmailAddress' });
export const signInSchema = z
  .strictObject({ email, password: z.string().min(1).max(maxPasswordLength) })
  .meta({ id: 'SignIn' });
export const resetPasswordSchema = z
  .strictObject({ email, code, password: newPassword })
  .meta({ id: 'ResetPassword' });

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    displayName: z.string(),
    moderator: z.boolean().meta({ description: 'May take down any video' }),
  })
  .meta({ id: 'User' });

export type User = z.infer<typeof userSchema>;

const tags = ['auth'];

export const authPaths: ZodOpenApiPathsObject = {
  '/auth/sign-up': {
    post: {
      operationId: 'signUp',
      tags,
      summary: 'Register; a code is mailed. Answers alike for an address already registered',
      requestBody: jsonBody(signUpSchema),
      responses: { '202': empty('A mail is on its way'), ...problems(400, 403, 413, 415, 422) },
    },
  },
  '/auth/confirm': {
    post: {
      operationId: 'confirmEmail',
      tags,
      summary: 'Confirm an address with the mailed code',
      requestBody: jsonBody(confirmSchema),
      responses: {
        '204': empty('Confirmed: sign in'),
        ...problems(400, 403, 413, 415, 422),
      },
    },
  },
  '/auth/resend-code': {
    post: {
      operationId: 'resendCode',
      tags,
      summary: 'Mail the confirmation code again',
      requestBody: jsonBody(emailSchema),
      responses: { '202': empty('If there is such an account'), ...problems(400, 403, 413, 415) },
    },
  },
  '/auth/sign-in': {
    post: {
      operationId: 'signIn',
      tags,
      summary: 'Sign in',
      description:
        `Sets the session cookies. The access token lasts ${sessionSeconds.access / 60} minutes, the ` +
        `session ${sessionDays} days from signing in, however often it is refreshed. ` +
        '401 `invalid_credentials`, 403 `email_not_confirmed` when the ' +
        'password is right but the address is not confirmed.',
      requestBody: jsonBody(signInSchema),
      responses: { '200': json('Signed in', userSchema), ...problems(400, 401, 403, 413, 415) },
    },
  },
  '/auth/refresh': {
    post: {
      operationId: 'refreshSession',
      tags,
      summary: 'Renew the session from the refresh cookie',
      responses: { '204': empty('New cookies are set'), ...problems(401, 403) },
    },
  },
  '/auth/sign-out': {
    post: {
      operationId: 'signOut',
      tags,
      summary: 'Revoke the session and remove its cookies',
      responses: { '204': empty('Signed out'), ...problems(403) },
    },
  },
  '/auth/forgot-password': {
    post: {
      operationId: 'forgotPassword',
      tags,
      summary: 'Mail a code to set a new password with',
      requestBody: jsonBody(emailSchema),
      responses: { '202': empty('If there is such an account'), ...problems(400, 403, 413, 415) },
    },
  },
  '/auth/reset-password': {
    post: {
      operationId: 'resetPassword',
      tags,
      summary: 'Set a new password with the mailed code',
      requestBody: jsonBody(resetPasswordSchema),
      responses: { '204': empty('Set: sign in'), ...problems(400, 403, 413, 415, 422) },
    },
  },
  '/auth/me': {
    get: {
      operationId: 'me',
      tags,
      summary: 'Who is signed in',
      security: sessionRequired,
      responses: { '200': json('The signed-in user', userSchema), ...problems(401) },
    },
  },
};
