import { documentsOf, type PolicyStatement } from '../documents.ts';
import { at, isNot, many, pending, texts } from '../known.ts';
import { resourceRule } from '../rule.ts';
import { companionRule } from './companions.ts';

/** SNS refuses `sns:*` in a topic's policy: "action out of service scope". */
const refusable: Readonly<Record<string, readonly string[]>> = {
  'aws:s3/bucketPolicy:BucketPolicy': ['s3:*'],
  'aws:sqs/queue:Queue': ['sqs:*'],
  'aws:sqs/queuePolicy:QueuePolicy': ['sqs:*'],
  'aws:sns/topic:Topic': ['sns:publish'],
  'aws:sns/topicPolicy:TopicPolicy': ['sns:publish'],
};

/** Whether a statement denies everybody the actions without TLS, under no other condition. */
function refusesPlainHttp(statement: PolicyStatement, actions: readonly string[]): boolean {
  const [condition, ...more] = statement.conditions;
  return (
    statement.effect === 'Deny' &&
    statement.principals.some(({ value }) => value === '*') &&
    actions.every((action) => statement.actions.some((own) => own.toLowerCase() === action)) &&
    more.length === 0 &&
    condition?.operator === 'Bool' &&
    condition.key.toLowerCase() === 'aws:securetransport' &&
    condition.values.join() === 'false'
  );
}

function covers(statements: readonly PolicyStatement[], ending: string): boolean {
  return statements.some(({ resources }) =>
    resources.some((resource) => resource === '*' || resource.endsWith(ending)),
  );
}

const viewerProtocols = ['https-only', 'redirect-to-https'];
const modernTls = /^TLSv1\.[23]_20(2[1-9]|[3-9]\d)$/;

export const transportRules = [
  companionRule({
    name: 'store-has-policy',
    description: 'Every bucket, queue and topic has a policy, in which plain http is refused.',
    needs: [
      {
        type: 'aws:s3/bucket:Bucket',
        companion: { type: 'aws:s3/bucketPolicy:BucketPolicy', property: 'bucket' },
        missing: 'has no bucket policy to refuse plain http',
      },
      {
        type: 'aws:sqs/queue:Queue',
        companion: { type: 'aws:sqs/queuePolicy:QueuePolicy', property: 'queueUrl' },
        unless: ({ props }) => Boolean(props.policy),
        missing: 'has no queue policy to refuse plain http',
      },
      {
        type: 'aws:sns/topic:Topic',
        companion: { type: 'aws:sns/topicPolicy:TopicPolicy', property: 'arn' },
        unless: ({ props }) => Boolean(props.policy),
        missing: 'has no topic policy to refuse plain http',
      },
    ],
  }),

  resourceRule({
    name: 'store-is-tls-only',
    description: 'The policy of every bucket, queue and topic refuses what does not come over TLS.',
    types: Object.keys(refusable),
    *check(subject) {
      const actions = refusable[subject.type] ?? [];
      for (const { path, statements = [], partial } of documentsOf(subject)) {
        if (actions[0] === 'sns:publish' && statements.some(namesAllOfSns)) {
          yield `${path} has the action sns:*, which SNS refuses in a topic's policy`;
        }
        const refusals = statements.filter((statement) => refusesPlainHttp(statement, actions));
        if (refusals.length === 0) {
          if (!partial) yield `${path} does not deny ${actions} where aws:SecureTransport is false`;
          continue;
        }
        const { bucket } = subject.props;
        if (partial || typeof bucket !== 'string') continue;
        if (!covers(refusals, `:${bucket}`))
          yield `${path} lets the bucket be listed in plain http`;
        if (!covers(refusals, `:${bucket}/*`)) yield `${path} lets objects be read in plain http`;
      }
    },
  }),

  resourceRule({
    name: 'site-is-https-only',
    description: 'CloudFront answers over TLS 1.2 or newer alone, and asks its origins so.',
    types: ['aws:cloudfront/distribution:Distribution'],
    *check({ props }) {
      const behaviours = [props.defaultCacheBehavior, ...many(props.orderedCacheBehaviors)];
      for (const behaviour of behaviours) {
        if (isNot(at(behaviour, 'viewerProtocolPolicy'), pending, ...viewerProtocols)) {
          yield `answers ${at(behaviour, 'pathPattern') ?? 'by default'} in plain http`;
        }
      }
      const version = at(props.viewerCertificate, 'minimumProtocolVersion');
      if (version !== pending && !modernTls.test(String(version))) {
        yield `speaks ${version ?? 'TLSv1'}: viewerCertificate.minimumProtocolVersion is too old`;
      }
      for (const origin of many(props.origins)) {
        const custom = at(origin, 'customOriginConfig');
        if (custom === undefined || custom === pending) continue;
        const old = texts(at(custom, 'originSslProtocols')).filter((name) => name !== 'TLSv1.2');
        if (isNot(at(custom, 'originProtocolPolicy'), 'https-only')) {
          yield `may ask its origin ${at(origin, 'originId')} in plain http`;
        }
        if (old.length > 0) yield `may ask its origin ${at(origin, 'originId')} by ${old}`;
      }
    },
  }),
];

function namesAllOfSns({ actions }: PolicyStatement): boolean {
  return actions.some((action) => action.toLowerCase() === 'sns:*');
}
