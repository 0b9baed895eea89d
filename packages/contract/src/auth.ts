import {
  passwordPatterns,
  passwordPolicy,
  passwordShape,
} from '@tidecast/platform/identity/user-pool';
import * as z from 'zod';
import { mailedCodeLength, maxEmailLength, maxMailboxLength, maxPasswordLength } from './limits.ts';
import { characters, displayNameSchema } from './text.ts';

/** zod's pattern for an address, without lookahead so that the OpenAPI document can contain it. */
const emailPattern =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** How long its first part may be: a pattern of its own, since the other cannot count. */
const mailboxPattern = new RegExp(`^[^@]{1,${maxMailboxLength}}@`);

const email = z
  .string()
  .toLowerCase()
  .max(maxEmailLength, { abort: true })
  .regex(
    mailboxPattern,
    `must be an address with at most ${maxMailboxLength} characters before its @`,
  )
  .pipe(z.email({ pattern: emailPattern }))
  .meta({
    description: 'An e-mail address',
    pattern: emailPattern.source,
    allOf: [{ pattern: mailboxPattern.source }],
  });
/** Which characters it must have is the user pool's policy: said here, checked there. */
const newPassword = characters({ min: passwordPolicy.MinimumLength, max: maxPasswordLength })
  .regex(passwordShape, 'must be one line that neither begins nor ends with a space')
  .meta({ allOf: passwordPatterns.map(({ source }) => ({ pattern: source })) });
const code = z
  .string()
  .regex(new RegExp(`^[0-9]{${mailedCodeLength}}$`), 'must be the six digits from the mail');

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
  .strictObject({ email, password: characters({ min: 1, max: maxPasswordLength }) })
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
