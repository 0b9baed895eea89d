import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AwsError } from '../aws/errors.ts';
import type { PasswordPolicy } from './pool-store.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const keyBytes = 32;

/** `scrypt$<salt>$<key>`, with Node's default cost (N = 16384, r = 8, p = 1). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, keyBytes);
  return `scrypt$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** Takes as long for who has no password as for who has. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, salt = '', expected = ''] = (hash ?? '').split('$');
  const key = await derive(password, Buffer.from(salt, 'base64'), keyBytes);
  const wanted = Buffer.from(expected, 'base64');
  return wanted.length === keyBytes && timingSafeEqual(key, wanted);
}

/** @throws AwsError `InvalidPasswordException` that says what is missing */
export function checkPolicy(password: string, policy: PasswordPolicy): void {
  const rules: [boolean, string][] = [
    [password.length < policy.MinimumLength, 'Password not long enough'],
    [policy.RequireUppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.RequireLowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.RequireNumbers && !/\d/.test(password), 'Password must have numeric characters'],
    [
      // The symbols Cognito counts, a space inside the password among them.
      policy.RequireSymbols && !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S \S/.test(password),
      'Password must have symbol characters',
    ],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken)
    throw new AwsError(
      'InvalidPasswordException',
      `Password did not conform with policy: ${broken[1]}`,
    );
  if (password.length > 256 || /^\s|\s$/.test(password))
    throw new AwsError(
      'InvalidParameterException',
      "1 validation error detected: Value at 'password' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$ and at most 256 characters',
    );
}
