import type { ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy';
import { at, type Properties, settle } from './known.ts';

/** A resource by itself, before it is created. */
export interface Subject {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** What the program asked for, settled. */
  readonly props: Properties;
}

/** A resource among all others, when all are known. */
export interface Member extends Subject {
  /** URNs of the resources whose outputs a property uses. */
  readonly links: Readonly<Record<string, readonly string[]>>;
}

export interface Violation {
  readonly urn: string;
  readonly message: string;
}

interface Rule {
  readonly name: string;
  /** What must hold, and why. */
  readonly description: string;
}

/**
 * A rule on single resources: judged in the preview, and before each is created.
 *
 * @param rule.types - type tokens it applies to; all when absent
 * @param rule.check - returns what is wrong, one sentence each, starting in lower case
 */
export function resourceRule(
  rule: Rule & {
    readonly types?: readonly string[];
    readonly check: (subject: Subject) => Iterable<string>;
  },
): ResourceValidationPolicy {
  const { name, description, types, check } = rule;
  return {
    name,
    description,
    enforcementLevel: 'mandatory',
    validateResource(args, reportViolation) {
      if (types && !types.includes(args.type)) return;
      const { type, urn } = args;
      for (const message of check({ type, name: args.name, urn, props: settle(args.props) })) {
        reportViolation(`${args.name}: ${message}`);
      }
    },
  };
}

/** A rule on related resources: judged at the end of the preview and of the update. */
export function stackRule(
  rule: Rule & { readonly check: (members: readonly Member[]) => Iterable<Violation> },
): StackValidationPolicy {
  const { name, description, check } = rule;
  return {
    name,
    description,
    enforcementLevel: 'mandatory',
    validateStack(args, reportViolation) {
      const members = args.resources.map((resource) => ({
        type: resource.type,
        name: resource.name,
        urn: resource.urn,
        props: settle(resource.props),
        links: Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([property, targets]) => [
            property,
            targets.map(({ urn }) => urn),
          ]),
        ),
      }));
      for (const { urn, message } of check(members)) reportViolation(message, urn);
    },
  };
}

/** The properties by which another resource may refer to a resource. */
const identifiers = ['id', 'arn', 'bucket', 'name', 'url'] as const;

/** Whether a property of one resource refers to another, by the engine's record or by its value. */
export function names(from: Member, property: string, to: Member): boolean {
  const root = property.split('.')[0] ?? property;
  if (from.links[root]?.includes(to.urn)) return true;
  const value = at(from.props, ...property.split('.'));
  return typeof value === 'string' && identifiers.some((key) => to.props[key] === value);
}
