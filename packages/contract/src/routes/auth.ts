import { sessionDays, sessionSeconds } from '@tidecast/platform/identity/user-pool';
import {
  confirmSchema,
  emailSchema,
  resetPasswordSchema,
  signInSchema,
  signUpSchema,
  userSchema,
} from '../auth.ts';
import { declareRoutes, empty, json, jsonBody } from './declare.ts';

const tag = 'auth';
const email = 'mina@example.com';
const password = 'A tide comes in 2 times';
const code = '271828';
const exampleUser = {
  id: '5b3c1f0e-3f0c-4f6c-9d6e-0d6c8a1f2b3c',
  email,
  displayName: 'Mina',
  moderator: false,
};

export const authRoutes = declareRoutes({
  signUp: {
    method: 'POST',
    path: '/auth/sign-up',
    tag,
    summary: 'Register; a code is mailed. Answers alike for an address already registered',
    access: 'open',
    limit: 'signUp',
    body: jsonBody(signUpSchema, { email, password, displayName: 'Mina' }),
    answers: { 202: empty('A mail is on its way') },
    problems: ['weak_password', 'too_many_attempts'],
  },
  confirmEmail: {
    method: 'POST',
    path: '/auth/confirm',
    tag,
    summary: 'Confirm an address with the mailed code',
    access: 'open',
    limit: 'signInAddress',
    body: jsonBody(confirmSchema, { email, code }),
    answers: { 204: empty('Confirmed: sign in') },
    problems: ['invalid_code', 'too_many_attempts'],
  },
  resendCode: {
    method: 'POST',
    path: '/auth/resend-code',
    tag,
    summary: 'Mail the confirmation code again',
    access: 'open',
    limit: 'signUp',
    body: jsonBody(emailSchema, { email }),
    answers: { 202: empty('If there is such an account') },
    problems: ['too_many_attempts'],
  },
  signIn: {
    method: 'POST',
    path: '/auth/sign-in',
    tag,
    summary: 'Sign in',
    description:
      `Sets the session cookies. The access token lasts ${sessionSeconds.access / 60} minutes, the ` +
      `session ${sessionDays} days from signing in, however often it is refreshed. ` +
      '403 `email_not_confirmed` when the password is right but the address is not confirmed.',
    access: 'open',
    limit: 'signInAddress',
    body: jsonBody(signInSchema, { email, password }),
    answers: { 200: json('Signed in', userSchema, exampleUser) },
    problems: [
      'invalid_credentials',
      'email_not_confirmed',
      'password_reset_required',
      'challenge_unsupported',
      'session_expired',
      'too_many_attempts',
    ],
  },
  refreshSession: {
    method: 'POST',
    path: '/auth/refresh',
    tag,
    summary: 'Renew the session from the refresh cookie',
    access: 'open',
    limit: 'write',
    answers: { 204: empty('New cookies are set') },
    problems: ['not_signed_in', 'session_expired', 'too_many_attempts'],
  },
  signOut: {
    method: 'POST',
    path: '/auth/sign-out',
    tag,
    summary: 'Revoke the session and remove its cookies',
    access: 'open',
    limit: 'write',
    answers: { 204: empty('Signed out') },
  },
  forgotPassword: {
    method: 'POST',
    path: '/auth/forgot-password',
    tag,
    summary: 'Mail a code to set a new password with',
    access: 'open',
    limit: 'signUp',
    body: jsonBody(emailSchema, { email }),
    answers: { 202: empty('If there is such an account') },
    problems: ['too_many_attempts'],
  },
  resetPassword: {
    method: 'POST',
    path: '/auth/reset-password',
    tag,
    summary: 'Set a new password with the mailed code',
    access: 'open',
    limit: 'signInAddress',
    body: jsonBody(resetPasswordSchema, { email, code, password }),
    answers: { 204: empty('Set: sign in') },
    problems: ['invalid_code', 'weak_password', 'too_many_attempts'],
  },
  me: {
    method: 'GET',
    path: '/auth/me',
    tag,
    summary: 'Who is signed in',
    access: 'signed-in',
    limit: 'none',
    answers: { 200: json('The signed-in user', userSchema, exampleUser) },
    problems: ['too_many_attempts'],
  },
});
