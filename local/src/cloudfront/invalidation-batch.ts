import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../aws/errors.ts';

export interface InvalidationBatch {
  readonly callerReference: string;
  readonly paths: readonly string[];
}

/** Paths in one invalidation at most (CloudFront Developer Guide, "Quotas on invalidations"). */
const maxPaths = 3000;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  isArray: (name) => name === 'Path',
});

/**
 * Reads the body of CreateInvalidation.
 *
 * @throws AwsError with the code CloudFront has for each way it can be wrong
 */
export function parseInvalidationBatch(xml: string): InvalidationBatch {
  if (xml === '') throw new AwsError('MissingBody', 'This operation requires a body.');
  const batch = member(parse(xml), 'InvalidationBatch');
  const paths = member(batch, 'Paths');
  const listed = member(paths, 'Items')?.Path;
  const items = Array.isArray(listed) ? listed.map(String) : [];
  const callerReference = batch?.CallerReference;
  if (typeof callerReference !== 'string' || callerReference === '')
    throw new AwsError('InvalidArgument', 'An invalidation needs a CallerReference.');
  if (Number(paths?.Quantity) !== items.length)
    throw new AwsError(
      'InconsistentQuantities',
      'The value of Quantity and the size of Items do not match.',
    );
  if (items.length === 0) throw new AwsError('InvalidArgument', 'An invalidation needs paths.');
  if (items.length > maxPaths)
    throw new AwsError('BatchTooLarge', `An invalidation takes ${maxPaths} paths at most.`, 413);
  for (const path of items) checkPath(path);
  return { callerReference, paths: items };
}

function checkPath(path: string): void {
  // A wildcard counts only at the end; anywhere else it is an ordinary character.
  if (!/^\/[\x21-\x7e]*$/.test(path))
    throw new AwsError(
      'InvalidArgument',
      `Your request contains an invalid path: ${path}: it must begin with / and be URL-encoded.`,
    );
}

function parse(xml: string): unknown {
  try {
    return parser.parse(xml, true);
  } catch {
    throw new AwsError('MalformedXML', 'The body is not well-formed XML.');
  }
}

function member(value: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  const found = (value as Record<string, unknown> | undefined)?.[name];
  return typeof found === 'object' && found !== null
    ? (found as Record<string, unknown>)
    : undefined;
}
