import { at, isNot, many, type Properties, pending } from '../known.ts';
import { resourceRule } from '../rule.ts';
import { companionRule } from './companions.ts';

const bucketEncryption =
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';

/**
 * Resources with a setting for encryption, and how to tell that it is off. CloudWatch log groups
 * are not here: they are always encrypted (CloudWatch Logs User Guide, "Encrypt log data").
 */
const plainText: Readonly<Record<string, (props: Properties) => Iterable<string>>> = {
  *[bucketEncryption]({ rules }) {
    for (const rule of many(rules)) {
      const algorithm = at(rule, 'applyServerSideEncryptionByDefault', 'sseAlgorithm');
      if (isNot(algorithm, 'AES256', 'aws:kms', 'aws:kms:dsse')) yield 'has a rule that does not';
    }
    if (many(rules).length === 0) yield 'has no rule';
  },
  *'aws:sqs/queue:Queue'({ sqsManagedSseEnabled, kmsMasterKeyId }) {
    if (sqsManagedSseEnabled !== pending && sqsManagedSseEnabled !== true && !kmsMasterKeyId) {
      yield 'needs sqsManagedSseEnabled or kmsMasterKeyId';
    }
  },
  *'aws:sns/topic:Topic'({ kmsMasterKeyId }) {
    if (!kmsMasterKeyId) yield 'needs kmsMasterKeyId';
  },
  *'aws:dynamodb/table:Table'({ serverSideEncryption }) {
    if (isNot(at(serverSideEncryption, 'enabled'), true)) {
      yield 'needs serverSideEncryption.enabled: the key that AWS owns leaves no trail';
    }
  },
  *'aws:ebs/volume:Volume'({ encrypted }) {
    if (isNot(encrypted, true)) yield 'needs encrypted';
  },
  *'aws:ec2/instance:Instance'({ rootBlockDevice, ebsBlockDevices }) {
    if (isNot(at(rootBlockDevice, 'encrypted'), true)) yield 'needs rootBlockDevice.encrypted';
    for (const device of many(ebsBlockDevices)) {
      if (isNot(at(device, 'encrypted'), true)) yield 'has a volume that is not';
    }
  },
  *'aws:ec2/launchTemplate:LaunchTemplate'({ blockDeviceMappings }) {
    const volumes = many(blockDeviceMappings);
    if (volumes.length === 0) yield 'leaves the root volume to the image: map it, encrypted';
    for (const volume of volumes) {
      const encrypted = at(volume, 'ebs', 'encrypted');
      if (isNot(encrypted, 'true', true)) yield 'has a volume that is not';
    }
  },
  *'aws:ecr/repository:Repository'({ encryptionConfigurations }) {
    const [configuration] = many(encryptionConfigurations);
    if (isNot(at(configuration, 'encryptionType'), 'AES256', 'KMS')) {
      yield 'needs encryptionConfigurations';
    }
  },
  *'aws:eks/cluster:Cluster'({ encryptionConfig }) {
    const resources = at(encryptionConfig, 'resources');
    if (resources !== pending && !many(resources).includes('secrets')) {
      yield 'keeps the secrets of Kubernetes without a key: needs encryptionConfig';
    }
  },
};

export const encryptionRules = [
  resourceRule({
    name: 'encrypted-at-rest',
    description: 'Whatever keeps data encrypts it.',
    types: Object.keys(plainText),
    *check({ type, props }) {
      for (const fault of plainText[type]?.(props) ?? []) yield `is not encrypted: ${fault}`;
    },
  }),

  companionRule({
    name: 'bucket-has-encryption',
    description: 'Every bucket says how it encrypts.',
    needs: [
      {
        type: 'aws:s3/bucket:Bucket',
        companion: { type: bucketEncryption, property: 'bucket' },
        missing: 'is not encrypted: it has no encryption configuration',
      },
    ],
  }),

  resourceRule({
    name: 'key-rotates',
    description: 'AWS renews the material of every symmetric key once a year.',
    types: ['aws:kms/key:Key'],
    *check({ props }) {
      const symmetric = !isNot(props.customerMasterKeySpec, undefined, null, 'SYMMETRIC_DEFAULT');
      if (symmetric && isNot(props.enableKeyRotation, true)) yield 'needs enableKeyRotation';
    },
  }),
];
