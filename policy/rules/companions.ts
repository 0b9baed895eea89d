import type { StackValidationPolicy } from '@pulumi/policy';
import { type Member, names, stackRule } from '../rule.ts';

/** A resource that is safe only together with another. */
export interface Need {
  readonly type: string;
  /** The resource that must exist for it, and the property that refers to it. */
  readonly companion: { readonly type: string; readonly property: string };
  /** True when the resource itself has the same setting. */
  readonly unless?: (member: Member) => boolean;
  /** What to report for one without a companion. */
  readonly missing: string;
}

/** A rule that certain resources must have a companion. */
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
