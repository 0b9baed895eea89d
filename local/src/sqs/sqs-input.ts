import { AwsError } from '../aws/errors.ts';
import type { MessageAttributes } from './message-digest.ts';
import type { QueueAttributes } from './queue-attributes.ts';

/** The members of a request, before anything is known of their types. */
export type SqsInput = Readonly<Record<string, unknown>>;

/** @throws AwsError `MissingParameter` when it is absent, `InvalidParameterValue` when no text */
export function text(input: SqsInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined)
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
  return value;
}

export function optionalText(input: SqsInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(name, value, 'it is not a string.');
  return value;
}

/** @throws AwsError `InvalidParameterValue` outside of the range, whose ends are allowed */
export function optionalInteger(
  input: SqsInput,
  name: string,
  lowest: number,
  highest: number,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < lowest || value > highest)
    throw invalid(name, value, `Must be between ${lowest} and ${highest}, if provided.`);
  return value;
}

export function texts(input: SqsInput, name: string): string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw invalid(name, value, 'it is not a list.');
  return value.map(String);
}

export function queueAttributes(input: SqsInput): QueueAttributes {
  const value = input.Attributes ?? {};
  if (typeof value !== 'object' || value === null) throw invalid('Attributes', value, 'no map.');
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

/** The attributes of a message, checked for a type and one value each. */
export function messageAttributes(input: SqsInput): MessageAttributes {
  const attributes = (input.MessageAttributes ?? {}) as MessageAttributes;
  for (const [name, attribute] of Object.entries(attributes)) {
    const valid =
      /^(String|Number|Binary)(\.|$)/.test(attribute?.DataType ?? '') &&
      (attribute.StringValue === undefined) !== (attribute.BinaryValue === undefined);
    if (!valid)
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' needs a DataType of String, Number or Binary and one value.`,
      );
  }
  return attributes;
}

/** The name at the end of a queue's URL, whatever its origin. */
export function queueName(input: SqsInput): string {
  const url = text(input, 'QueueUrl');
  return url.slice(url.lastIndexOf('/') + 1);
}

/**
 * The entries of a batch: 1 to 10, with different ids.
 *
 * @throws AwsError with the code SQS has for each way a batch can be wrong
 */
export function batchEntries(input: SqsInput): { id: string; entry: SqsInput }[] {
  const entries = Array.isArray(input.Entries) ? (input.Entries as SqsInput[]) : [];
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10.',
    );
  const ids = entries.map((entry) => text(entry, 'Id'));
  for (const id of ids) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id))
      throw new AwsError('InvalidBatchEntryId', `The batch entry id ${id} is invalid.`);
  }
  if (new Set(ids).size < ids.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two entries of the batch have the same id.');
  return entries.map((entry, index) => ({ id: ids[index] ?? '', entry }));
}

function invalid(name: string, value: unknown, reason: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
