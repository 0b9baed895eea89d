import { AwsError } from '../aws/errors.ts';
import { localAccount } from '../aws/service.ts';

/** Queue attributes as the API carries them: names and text. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
  /** Name of the dead-letter queue. */
  readonly deadLetterQueue: string;
  /** How often a message is handed out before it goes there instead. */
  readonly maxReceiveCount: number;
}

/** Numeric attributes: lowest, highest and default value (SQS API Reference, CreateQueue). */
const numericAttributes = {
  DelaySeconds: { lowest: 0, highest: 900, fallback: 0 },
  MaximumMessageSize: { lowest: 1024, highest: 1_048_576, fallback: 1_048_576 },
  MessageRetentionPeriod: { lowest: 60, highest: 1_209_600, fallback: 345_600 },
  ReceiveMessageWaitTimeSeconds: { lowest: 0, highest: 20, fallback: 0 },
  VisibilityTimeout: { lowest: 0, highest: 43_200, fallback: 30 },
} as const;

export type NumericAttribute = keyof typeof numericAttributes;

export function queueArn(name: string): string {
  return `arn:aws:sqs:${localAccount.region}:${localAccount.accountId}:${name}`;
}

/**
 * The queue's name in its ARN.
 *
 * @throws AwsError `InvalidParameterValue` when it is no queue of this account and region
 */
export function queueNameOfArn(arn: string): string {
  const prefix = queueArn('');
  if (!arn.startsWith(prefix))
    throw new AwsError('InvalidParameterValue', `${arn} is not a queue of this account and region`);
  return arn.slice(prefix.length);
}

/** The value in force: the one set, or AWS's default. Seconds, or bytes for the message size. */
export function numericAttribute(attributes: QueueAttributes, name: NumericAttribute): number {
  return Number(attributes[name] ?? numericAttributes[name].fallback);
}

/** Every attribute that can be set, with defaults filled in. */
export function effectiveAttributes(attributes: QueueAttributes): QueueAttributes {
  const names = Object.keys(numericAttributes) as NumericAttribute[];
  return {
    ...Object.fromEntries(names.map((name) => [name, String(numericAttribute(attributes, name))])),
    ...attributes,
  };
}

/** The dead-letter rule of a queue, when it has one. */
export function redrivePolicy(attributes: QueueAttributes): RedrivePolicy | undefined {
  const json = attributes.RedrivePolicy;
  if (!json) return undefined;
  const policy = parsePolicy(json);
  return {
    deadLetterQueue: queueNameOfArn(policy.deadLetterTargetArn),
    maxReceiveCount: policy.maxReceiveCount,
  };
}

/**
 * Refuses attributes SQS would refuse, and those this emulator does nothing about: silence would
 * look like support.
 */
export function checkAttributes(attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'RedrivePolicy') {
      if (value !== '') parsePolicy(value);
    } else if (Object.hasOwn(numericAttributes, name)) {
      checkRange(name as NumericAttribute, value);
    } else {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
}

function checkRange(name: NumericAttribute, value: string): void {
  const { lowest, highest } = numericAttributes[name];
  if (!/^\d+$/.test(value) || Number(value) < lowest || Number(value) > highest)
    throw new AwsError(
      'InvalidAttributeValue',
      `Invalid value for the parameter ${name}: ${value} is not from ${lowest} to ${highest}.`,
    );
}

function parsePolicy(json: string): { deadLetterTargetArn: string; maxReceiveCount: number } {
  const policy = parseObject(json);
  const maxReceiveCount = Number(policy.maxReceiveCount);
  const { deadLetterTargetArn } = policy;
  // 1,000 is the limit SQS documents for maxReceiveCount.
  const inRange =
    Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000;
  if (typeof deadLetterTargetArn !== 'string' || !inRange)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${json} for parameter RedrivePolicy is invalid. ` +
        'Reason: it takes a deadLetterTargetArn and a maxReceiveCount from 1 to 1000.',
    );
  return { deadLetterTargetArn, maxReceiveCount };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, with everything else that is not a policy.
  }
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${json} for parameter RedrivePolicy is invalid. Reason: it is not a JSON object.`,
  );
}
