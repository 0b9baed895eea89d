import { invalidParameter } from './cognito-input.ts';
import { wireAttributes } from './context.ts';
import type { User } from './user-store.ts';

/** Attributes that Cognito can search by, besides those read from the user's own. */
const searchable = ['email', 'name', 'given_name', 'family_name', 'preferred_username', 'sub'];

/**
 * A filter of ListUsers: `name = "value"` or `name ^= "start"`.
 *
 * @throws AwsError `InvalidParameterException` for anything else
 */
export function parseUserFilter(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true;
  const match = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter);
  const [, name = '', operator, quoted = ''] = match ?? [];
  const read = reader(name);
  if (!match || !read) throw invalidParameter(`One or more parameters are invalid: ${filter}`);
  const wanted = quoted.replace(/\\(.)/g, '$1');
  return (user) => {
    const value = read(user);
    return operator === '=' ? value === wanted : (value?.startsWith(wanted) ?? false);
  };
}

function reader(name: string): ((user: User) => string | undefined) | undefined {
  if (name === 'username') return ({ sub }) => sub;
  if (name === 'cognito:user_status') return ({ status }) => status;
  if (name === 'status') return ({ enabled }) => (enabled ? 'Enabled' : 'Disabled');
  if (!searchable.includes(name)) return undefined;
  return (user) => wireAttributes(user).find(({ Name }) => Name === name)?.Value;
}
