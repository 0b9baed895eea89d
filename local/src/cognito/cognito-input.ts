import { AwsError } from '../aws/errors.ts';

/** The members of a request, before anything is known of their types. */
export type CognitoInput = Readonly<Record<string, unknown>>;

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** @throws AwsError `InvalidParameterException` when it is absent, empty or no text */
export function text(input: CognitoInput, name: string): string {
  const value = optionalText(input, name);
  if (!value)
    throw invalidParameter(
      `1 validation error detected: Value at '${name}' failed to satisfy constraint: ` +
        'Member must not be null',
    );
  return value;
}

export function optionalText(input: CognitoInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidParameter(`${name} must be a string`);
  return value;
}

export function optionalInteger(
  input: CognitoInput,
  name: string,
  lowest: number,
  highest: number,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < lowest || value > highest)
    throw invalidParameter(`${name} must be an integer from ${lowest} to ${highest}`);
  return value;
}

/** A member that is a map; an empty one when it is absent. */
export function record(input: CognitoInput, name: string): CognitoInput {
  const value = input[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalidParameter(`${name} must be a map`);
  return value as CognitoInput;
}

export function texts(input: CognitoInput, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidParameter(`${name} must be a list`);
  return value.map(String);
}

/** @throws AwsError for members that this emulator would have to ignore: that looks like support */
export function refuseUnknown(input: CognitoInput, known: readonly string[]): void {
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw invalidParameter(`the local Cognito does not emulate ${unknown.join(', ')}`);
}

/** Attributes a user can have here, besides `sub`: the standard ones that are plain text. */
const attributeNames = new Set([
  'email',
  'email_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'preferred_username',
  'locale',
  'zoneinfo',
  'picture',
  'profile',
  'website',
]);

/** A list of `{Name, Value}` as a map. */
export function userAttributes(input: CognitoInput): Record<string, string> {
  const list = (input.UserAttributes ?? []) as { Name?: unknown; Value?: unknown }[];
  const attributes: Record<string, string> = {};
  for (const { Name, Value } of list) {
    const name = String(Name);
    if (!attributeNames.has(name))
      throw invalidParameter(
        `Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.`,
      );
    // 2,048 characters is Cognito's limit for an attribute's value.
    if (typeof Value !== 'string' || Value.length > 2048)
      throw invalidParameter(`Attributes did not conform to the schema: ${name}`);
    attributes[name] = Value;
  }
  return attributes;
}

/**
 * @throws AwsError for a name that is no email address, since people sign in by email, or longer than
 *   Cognito takes one (API reference, SignUp, Username)
 */
export function checkEmail(username: string): void {
  if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(username) || username.length > 128)
    throw invalidParameter('Username should be an email.');
}

/** One page of a list, and the token of the next. */
export function page<T>(
  all: readonly T[],
  limit: number,
  token: string | undefined,
): { items: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('Invalid pagination token');
  const end = start + limit;
  return {
    items: all.slice(start, end),
    ...(end < all.length && { next: Buffer.from(String(end)).toString('base64') }),
  };
}
