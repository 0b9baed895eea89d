import { mailedCodeLength, maxPasswordLength } from '@tidecast/contract/limits';
import {
  passwordPatterns,
  passwordPolicy,
  passwordShape,
} from '@tidecast/platform/identity/user-pool';

/** Fields of the account forms; each has one sentence for when it is wrong. */
export type FieldName = 'email' | 'password' | 'code' | 'displayName';

/** What is wrong, as a key of the dictionary's `field` part. */
export type FieldMistake = 'required' | 'email' | 'password' | 'code' | 'invalid';

/** The user pool's rules, as its policy states them. */
export function followsPasswordRules(password: string): boolean {
  const characters = [...password].length;
  return (
    characters >= passwordPolicy.MinimumLength &&
    characters <= maxPasswordLength &&
    [passwordShape, ...passwordPatterns].every((pattern) => pattern.test(password))
  );
}

/** What is wrong with a field before it is sent. */
export function mistakeIn(
  field: FieldName,
  value: string,
  newPassword: boolean,
): FieldMistake | undefined {
  if (value.trim() === '') return 'required';
  if (field === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim())) return 'email';
  if (field === 'password' && newPassword && !followsPasswordRules(value)) return 'password';
  if (field === 'code' && !isCode(value.trim())) return 'code';
  return undefined;
}

function isCode(text: string): boolean {
  return text.length === mailedCodeLength && /^\d+$/.test(text);
}
