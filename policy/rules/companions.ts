import type { StackValidationPolicy } from '@pulumi/policy';
import { type Member, names, stackRule } from '../rule.ts';

/** A resource that is safe only with another beside it. */
export interface Need {
  readonly type: string;
  /** What must stand beside it, and the property by which that names it. */
  readonly companion: { readonly type: string; readonly property: string };
  /** True where a resource carries the same within itself. */
  readonly unless?: (member: Member) => boolean;
  /** What to say of one that stands alone. */
  readonly missing: string;
}

/** A rule that certain resources never stand alone. */
export function companionRule(rule: {
  readonly name: string;
  readonly description: string;
  readonly needs: readonly Need[];
}): StackValidationPolicy {
  return stackRule({
    name: rule.name,
    description: rule.description,
    check: (members) =>
      rule.needs.flatMap(({ type, companion, unless, missing }) => {
        const companions = members.filter((member) => member.type === companion.type);
        return members
          .filter((member) => member.type === type && !unless?.(member))
          .filter((member) => !companions.some((other) => names(other, companion.property, member)))
          .map(({ name, urn }) => ({ urn, message: `${name}: ${missing}` }));
      }),
  });
}
