import type { RecordedResource, Recording } from '../recording/recorder.ts';
import { statementsOf } from './documents.ts';

/** What roles may do, as a person reads it: role, who takes it, and a line for each permission. */
export interface RoleRow {
  /** `service <name>`, or the subject of a token; with what else is asked of them. */
  readonly trust: readonly string[];
  /** `<action> on <resource>`, sorted; `if ...` where there are conditions. */
  readonly may: readonly string[];
}

/** Every role of a recording by its name, without the stack's. */
export function roleTable({ stack, resources }: Recording): Readonly<Record<string, RoleRow>> {
  const short = (text: string) => shorten(text, stack);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const roles = ofType('aws:iam/role:Role').map((role) => {
    const held = (resource: RecordedResource) => resource.inputs.role === role.id;
    const own = ofType('aws:iam/rolePolicy:RolePolicy')
      .filter(held)
      .flatMap(statementsOf)
      .flatMap(({ Action, Resource = [], Condition }) =>
        [Action]
          .flat()
          .flatMap((action) =>
            [Resource]
              .flat()
              .map((resource) => `${action} on ${short(resource)}${conditions(Condition, short)}`),
          ),
      );
    const managed = ofType('aws:iam/rolePolicyAttachment:RolePolicyAttachment')
      .filter(held)
      .map(({ inputs }) => `all of ${short(String(inputs.policyArn))}`);
    const trust = statementsOf(role).map(({ Principal, Condition }) => {
      const taker = Object.entries(Principal ?? {}).map(([kind, who]) => `${kind} ${who}`);
      return short(`${taker.join(', ')}${conditions(Condition, short)}`);
    });
    return [
      role.name.replace(`tidecast-${stack}-`, '').replace(/-role$/, ''),
      { trust, may: [...managed, ...own].sort() },
    ] as const;
  });
  return Object.fromEntries(roles.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function conditions(
  condition: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined,
  short: (text: string) => string,
): string {
  const parts = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, values]) =>
        `${short(key)} ${operator} ${[values].flat().map(String).map(short).join('|')}`,
    ),
  );
  return parts.length > 0 ? ` if ${parts.join(' and ')}` : '';
}

/** Leaves out what all have in common: partition, region, account, stack, and what AWS draws. */
function shorten(text: string, stack: string): string {
  if (text === stack) return '<stack>';
  return text
    .replaceAll(/oidc\.eks\.[\w.-]+\/id\/[0-9A-F]+/g, '<issuer>')
    .replace(/^arn:aws:(?:[\w-]+):[\w-]*:(?:\d{12}|aws)?:/, '')
    .replaceAll(/arn:aws:([\w-]+):[\w-]*:(?:\d{12})?:/g, '$1:')
    .replaceAll('123456789012', '<account>')
    .replaceAll(/\b(vpc-(?=[0-9a-f]{17}\b)|key\/|hostedzone\/|distribution\/)[\w-]{8,}/g, '$1<id>')
    .replaceAll(`tidecast-${stack}-`, '')
    .replaceAll(`tidecast-${stack}`, '<cluster>');
}
