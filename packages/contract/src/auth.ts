import { passwordPolicy } from '@tidecast/platform/identity/user-pool';
import * as z from 'zod';
import { mailedCodeLength, maxEmailLength, maxPasswordLength } from './limits.ts';
import { displayNameSchema } from './text.ts';

/** zod's pattern for an address, without lookahead so that the OpenAPI document can contain it. */
const emailPattern =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(maxEmailLength)
  .pipe(z.email({ pattern: emailPattern }))
  .meta({ description: 'An e-mail address', pattern: emailPattern.source });
/** Which characters it needs is the user pool's policy, and checked there. */
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
