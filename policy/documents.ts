import { at, isPartlyPending, many, pending, texts } from './known.ts';
import type { Subject } from './rule.ts';

/** A statement of an IAM policy, every part as a list. */
export interface PolicyStatement {
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for everybody. */
  readonly kind: string;
  readonly value: string;
}

export interface Condition {
  /** Such as `StringEquals`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * - `identity`: what a role may do
 * - `trust`: who may assume a role
 * - `resource`: who may do what with the resource it is attached to
 */
export type DocumentKind = 'identity' | 'trust' | 'resource';

export interface PolicyText {
  /** The property that contains it. */
  readonly path: string;
  readonly kind: DocumentKind;
  /** Absent when the text is not a policy. */
  readonly statements?: readonly PolicyStatement[];
  /** Whether parts of it are not known yet. */
  readonly partial: boolean;
}

const holders: Readonly<Record<string, readonly (readonly [path: string, kind: DocumentKind])[]>> =
  {
    'aws:iam/role:Role': [['assumeRolePolicy', 'trust']],
    'aws:iam/rolePolicy:RolePolicy': [['policy', 'identity']],
    'aws:iam/policy:Policy': [['policy', 'identity']],
    'aws:iam/userPolicy:UserPolicy': [['policy', 'identity']],
    'aws:iam/groupPolicy:GroupPolicy': [['policy', 'identity']],
    'aws:s3/bucketPolicy:BucketPolicy': [['policy', 'resource']],
    'aws:sqs/queue:Queue': [['policy', 'resource']],
    'aws:sqs/queuePolicy:QueuePolicy': [['policy', 'resource']],
    'aws:sns/topic:Topic': [['policy', 'resource']],
    'aws:sns/topicPolicy:TopicPolicy': [['policy', 'resource']],
    'aws:kms/key:Key': [['policy', 'resource']],
    'aws:kms/keyPolicy:KeyPolicy': [['policy', 'resource']],
    'aws:dynamodb/resourcePolicy:ResourcePolicy': [['policy', 'resource']],
    'aws:ecr/repositoryPolicy:RepositoryPolicy': [['policy', 'resource']],
    'aws:ec2/vpcEndpoint:VpcEndpoint': [['policy', 'resource']],
    'aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy': [['policy', 'resource']],
    'aws:secretsmanager/secret:Secret': [['policy', 'resource']],
    'aws:secretsmanager/secretPolicy:SecretPolicy': [['policy', 'resource']],
    'aws:cloudwatch/eventBusPolicy:EventBusPolicy': [['policy', 'resource']],
    'aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy': [['accessPolicy', 'resource']],
    'aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy': [
      ['deliveryDestinationPolicy', 'resource'],
    ],
    'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': [['policyDocument', 'resource']],
  };

/** Types whose properties contain policies. */
export const documentHolders: readonly string[] = Object.keys(holders);

/** Every IAM policy that a resource carries, in the order of its properties. */
export function documentsOf({ type, props }: Pick<Subject, 'type' | 'props'>): PolicyText[] {
  const own = (holders[type] ?? []).map(([path, kind]): [string, DocumentKind, unknown] => [
    path,
    kind,
    props[path],
  ]);
  const inline = many(props.inlinePolicies).map(
    (policy, index): [string, DocumentKind, unknown] => [
      `inlinePolicies.${index}.policy`,
      'identity',
      at(policy, 'policy'),
    ],
  );
  return [...own, ...(type === 'aws:iam/role:Role' ? inline : [])].flatMap(([path, kind, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ path, kind, ...read(value) }],
  );
}

function read(value: unknown): Pick<PolicyText, 'statements' | 'partial'> {
  if (value === pending) return { statements: [], partial: true };
  const document = typeof value === 'string' ? parse(value) : value;
  if (typeof document !== 'object' || document === null) return { partial: false };
  return {
    statements: many(at(document, 'Statement'))
      .filter((item) => item !== pending)
      .map(statement),
    partial: isPartlyPending(document),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statement(value: unknown): PolicyStatement {
  return {
    effect: at(value, 'Effect'),
    actions: texts(at(value, 'Action')),
    notActions: texts(at(value, 'NotAction')),
    resources: texts(at(value, 'Resource')),
    notResources: texts(at(value, 'NotResource')),
    principals: principals(at(value, 'Principal')),
    notPrincipals: principals(at(value, 'NotPrincipal')),
    conditions: entries(at(value, 'Condition')).flatMap(([operator, keys]) =>
      entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
    ),
  };
}

function principals(value: unknown): Principal[] {
  if (value === '*') return [{ kind: '*', value: '*' }];
  return entries(value).flatMap(([kind, values]) =>
    texts(values).map((item) => ({ kind, value: item })),
  );
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
