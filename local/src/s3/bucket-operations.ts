import { AwsError } from '../aws/errors.ts';
import { readBody, sendXml } from '../aws/messages.ts';
import { localAccount } from '../aws/service.ts';
import type { Buckets } from './buckets.ts';
import { parseCors, writeCors } from './cors.ts';
import type { Operation } from './object-operations.ts';
import { element, readXml, rootElement } from './xml.ts';

/** The operations on buckets and on what is configured for them. */
export function bucketOperations(buckets: Buckets) {
  const listBuckets: Operation = async (_store, request, response) => {
    const prefix = request.query.get('prefix') ?? '';
    const found = buckets.list().filter(({ name }) => name.startsWith(prefix));
    const owner = `<Owner>${element('ID', localAccount.accountId)}</Owner>`;
    const entries = found.map(
      ({ name, createdAt }) =>
        `<Bucket>${element('Name', name)}${element('CreationDate', createdAt.toISOString())}${element('BucketRegion', localAccount.region)}</Bucket>`,
    );
    const body = `${owner}<Buckets>${entries.join('')}</Buckets>`;
    sendXml(response, 200, rootElement('ListAllMyBucketsResult', body));
  };

  const createBucket: Operation = async (store, request, response) => {
    // The body only says the region, and there is one.
    await readBody(request);
    const { bucket } = request;
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
      throw new AwsError(
        'InvalidBucketName',
        'A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens.',
        400,
        { BucketName: bucket },
      );
    if (store.hasBucket(bucket))
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: bucket },
      );
    store.createBucket(bucket);
    response.writeHead(200, { location: `/${bucket}`, 'content-length': 0 }).end();
  };

  const headBucket: Operation = async (_store, _request, response) => {
    response.writeHead(200, { 'x-amz-bucket-region': localAccount.region }).end();
  };

  const deleteBucket: Operation = async (_store, request, response) => {
    buckets.delete(request.bucket);
    response.writeHead(204).end();
  };

  const getLocation: Operation = async (_store, _request, response) => {
    sendXml(response, 200, rootElement('LocationConstraint', localAccount.region));
  };

  const getCors: Operation = async (_store, request, response) => {
    const rules = buckets.cors(request.bucket);
    if (rules.length === 0)
      throw new AwsError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404);
    sendXml(response, 200, writeCors(rules));
  };

  const putCors: Operation = async (_store, request, response) => {
    buckets.setCors(request.bucket, parseCors(await readXml(request, 'CORSConfiguration')));
    response.writeHead(200, { 'content-length': 0 }).end();
  };

  const deleteCors: Operation = async (_store, request, response) => {
    buckets.setCors(request.bucket, []);
    response.writeHead(204).end();
  };

  return {
    listBuckets,
    createBucket,
    headBucket,
    deleteBucket,
    getLocation,
    getCors,
    putCors,
    deleteCors,
  };
}
