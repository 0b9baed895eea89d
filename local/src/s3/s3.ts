import type { ServerResponse } from 'node:http';
import { AwsError } from '../aws/errors.ts';
import type { AwsRequest, AwsService } from '../aws/service.ts';
import { bucketOperations } from './bucket-operations.ts';
import { Buckets } from './buckets.ts';
import { answerPreflight, setCorsHeaders } from './cors.ts';
import { noSuchBucket, notImplemented } from './errors.ts';
import { listObjects } from './listing.ts';
import {
  copyObject,
  deleteObject,
  deleteObjects,
  getObject,
  type Operation,
  putObject,
} from './object-operations.ts';
import type { ObjectStore } from './object-store.ts';
import { type S3Request, s3Request, splitPath } from './s3-request.ts';
import { LocalObjectStore } from './store.ts';
import { uploadOperations } from './upload-operations.ts';
import { Uploads } from './uploads.ts';

export interface S3Options {
  /** Made if absent; buckets, objects and unfinished uploads in it are taken up again. */
  readonly dataDir: string;
}

/**
 * An S3 on this machine's disk: the operations that the product and the usual tools use, path-style
 * addresses only. What it does not do it refuses with `NotImplemented`.
 */
export function createS3(options: S3Options): { service: AwsService; store: ObjectStore } {
  const store = new LocalObjectStore(options.dataDir);
  const buckets = new Buckets(store.database);
  const uploads = new Uploads(store);
  uploads.sweep();
  const route = router(buckets, uploads);
  const service: AwsService = {
    signingName: 's3',
    protocol: 'rest-xml',
    decorate(request, response) {
      const bucket = bucketOf(request.rawPath);
      if (request.method !== 'OPTIONS' && request.headers.origin && bucket)
        setCorsHeaders(buckets.cors(bucket), request, response);
    },
    async handle(request: AwsRequest, response: ServerResponse): Promise<void> {
      const parsed = s3Request(request);
      if (request.method === 'OPTIONS') {
        answerPreflight(buckets.cors(parsed.bucket), request, response);
        return;
      }
      if (request.accessKeyId === undefined)
        throw new AwsError('AccessDenied', 'Access Denied: requests must be signed.', 403);
      const operation = route(parsed);
      const makesBucket = parsed.key === '' && operationName(parsed) === 'PUT ';
      if (parsed.bucket !== '' && !store.hasBucket(parsed.bucket) && !makesBucket)
        throw noSuchBucket(parsed.bucket);
      await operation(store, parsed, response);
    },
    async close() {
      store.close();
    },
  };
  return { service, store };
}

/** A path that cannot be decoded has no bucket whose rules could be asked. */
function bucketOf(rawPath: string): string | undefined {
  try {
    return splitPath(rawPath).bucket;
  } catch {
    return undefined;
  }
}

type Route = (request: S3Request) => Operation;

/** The words that turn a request into another operation, and are not done here. */
const unknownSubresources = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'encryption',
  'inventory',
  'lifecycle',
  'legal-hold',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'versionId',
  'versioning',
  'versions',
  'website',
];

function router(buckets: Buckets, uploads: Uploads): Route {
  const bucket = bucketOperations(buckets);
  const upload = uploadOperations(uploads);
  const bucketRoutes: Readonly<Record<string, Operation>> = {
    'GET ': listObjects,
    'GET location': bucket.getLocation,
    'GET cors': bucket.getCors,
    'GET uploads': upload.listUploads,
    'HEAD ': bucket.headBucket,
    'PUT ': bucket.createBucket,
    'PUT cors': bucket.putCors,
    'DELETE ': bucket.deleteBucket,
    'DELETE cors': bucket.deleteCors,
    'POST delete': deleteObjects,
  };
  const objectRoutes: Readonly<Record<string, Operation>> = {
    'GET ': getObject,
    'GET uploadId': upload.listParts,
    'HEAD ': getObject,
    'PUT ': putObject,
    'PUT copy': copyObject,
    'PUT uploadId': upload.uploadPart,
    'PUT uploadId copy': upload.uploadPartCopy,
    'DELETE ': deleteObject,
    'DELETE uploadId': upload.abortUpload,
    'POST uploads': upload.createUpload,
    'POST uploadId': upload.completeUpload,
  };
  return (request) => {
    if (request.bucket === '') {
      if (request.method === 'GET') return bucket.listBuckets;
      throw notImplemented(`${request.method} on /`);
    }
    const routes = request.key === '' ? bucketRoutes : objectRoutes;
    const name = operationName(request);
    const operation = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (!operation)
      throw notImplemented(`${name.trim()} on ${request.key === '' ? 'buckets' : 'objects'}`);
    return operation;
  };
}

/** The method and what else decides the operation: `PUT `, `PUT uploadId copy`. */
function operationName(request: S3Request): string {
  const known = ['location', 'cors', 'uploads', 'delete', 'uploadId'];
  const subresource = [...known, ...unknownSubresources].find((name) => request.query.has(name));
  const copy = request.method === 'PUT' && request.headers['x-amz-copy-source'] ? 'copy' : '';
  const words = [subresource ?? '', copy].filter((word) => word !== '');
  return `${request.method} ${words.join(' ')}`;
}
