import { unscopedActions } from '../../infra/iam/unscoped-actions.ts';
import { documentHolders, documentsOf, type PolicyStatement } from '../documents.ts';
import { texts } from '../known.ts';
import { resourceRule } from '../rule.ts';

const unscoped = new Set(Object.keys(unscopedActions).map((action) => action.toLowerCase()));

/** Policies attached to one resource, in which `*` means that resource. */
const bound = ['aws:kms/key:Key', 'aws:kms/keyPolicy:KeyPolicy'];

/** `*`, or an ARN that names only a service. */
const anything = /^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$/;

/** AWS managed policies that allow far more than their name says. */
const broad =
  /:policy\/(?:.*\/)?(?:AdministratorAccess.*|PowerUserAccess|.*FullAccess.*|ReadOnlyAccess)$/;

function grants({ effect }: PolicyStatement): boolean {
  return effect !== 'Deny';
}

export const permissionRules = [
  resourceRule({
    name: 'no-wildcard-action',
    description: 'What is allowed is allowed by name: no action is, or ends in, an asterisk.',
    types: documentHolders,
    *check(subject) {
      for (const { path, statements } of documentsOf(subject)) {
        if (!statements) yield `${path} is not a policy in JSON`;
        for (const statement of statements ?? []) {
          if (statement.actions.includes('*')) yield `${path} has the action *`;
          if (!grants(statement)) continue;
          if (statement.notActions.length > 0) yield `${path} allows all but some actions`;
          for (const action of statement.actions) {
            if (/.[*?]|[*?]./.test(action)) yield `${path} allows ${action}`;
          }
        }
      }
    },
  }),

  resourceRule({
    name: 'no-wildcard-resource',
    description:
      'What is allowed is allowed on named resources, but for the actions that IAM lets nobody ' +
      'narrow (infra/iam/unscoped-actions.ts).',
    types: documentHolders.filter((type) => !bound.includes(type)),
    *check(subject) {
      for (const { path, kind, statements = [] } of documentsOf(subject)) {
        for (const statement of kind === 'trust' ? [] : statements.filter(grants)) {
          if (statement.notResources.length > 0) yield `${path} allows all but some resources`;
          if (!statement.resources.some((resource) => anything.test(resource))) continue;
          const wide = statement.actions.filter((action) => !unscoped.has(action.toLowerCase()));
          if (wide.length > 0) yield `${path} allows ${wide.join(', ')} on everything`;
        }
      }
    },
  }),

  resourceRule({
    name: 'nothing-for-everybody',
    description: 'No policy allows anything to everybody.',
    types: [...documentHolders, 'aws:lambda/permission:Permission'],
    *check(subject) {
      if (subject.props.principal === '*') yield 'lets everybody call the function';
      for (const { path, kind, statements = [] } of documentsOf(subject)) {
        for (const { principals, notPrincipals } of statements.filter(grants)) {
          const all = principals.some(({ value }) => value === '*') || notPrincipals.length > 0;
          if (all && kind === 'trust') yield `${path} lets everybody take the role`;
          if (all && kind === 'resource') yield `${path} allows something to everybody`;
        }
      }
    },
  }),

  resourceRule({
    name: 'no-broad-managed-policy',
    description: 'No role has one of the policies of AWS that allow whole services.',
    types: [
      'aws:iam/role:Role',
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
      'aws:iam/policyAttachment:PolicyAttachment',
    ],
    *check({ props }) {
      for (const arn of [...texts(props.policyArn), ...texts(props.managedPolicyArns)]) {
        if (broad.test(arn)) yield `has ${arn}`;
      }
    },
  }),
];
