import { at, isNot } from '../known.ts';
import { resourceRule } from '../rule.ts';
import { companionRule } from './companions.ts';

const bucket = 'aws:s3/bucket:Bucket';
const publicAccessBlock = 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock';
const table = 'aws:dynamodb/table:Table';

const switches = [
  'blockPublicAcls',
  'blockPublicPolicy',
  'ignorePublicAcls',
  'restrictPublicBuckets',
] as const;

export const storageRules = [
  companionRule({
    name: 'bucket-has-public-access-block',
    description: 'Every bucket has a public access block, so that no policy or ACL can open it.',
    needs: [
      {
        type: bucket,
        companion: { type: publicAccessBlock, property: 'bucket' },
        missing: 'has no public access block',
      },
    ],
  }),

  resourceRule({
    name: 'public-access-block-is-whole',
    description: 'A public access block blocks all four ways that a bucket can be opened.',
    types: [publicAccessBlock],
    *check({ props }) {
      for (const name of switches) if (isNot(props[name], true)) yield `${name} is not true`;
    },
  }),

  resourceRule({
    name: 'no-public-acl',
    description: 'No ACL grants to everybody: access is granted by policies alone.',
    types: [bucket, 'aws:s3/bucketAcl:BucketAcl'],
    *check({ props }) {
      if (isNot(props.acl, undefined, null, 'private', 'log-delivery-write')) {
        yield `its ACL ${JSON.stringify(props.acl)} grants more than its owner needs`;
      }
    },
  }),

  resourceRule({
    name: 'table-can-be-restored',
    description:
      'Every table has point-in-time recovery, but those whose rows all expire by themselves.',
    types: [table],
    *check({ props }) {
      const expires = at(props.ttl, 'enabled') === true;
      const recovers = at(props.pointInTimeRecovery, 'enabled');
      if (!expires && isNot(recovers, true)) yield 'has no point-in-time recovery';
    },
  }),
];
