/** What the tests of S3 share: a server on a free port, Amazon's client, URLs presigned by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startAwsEndpoint } from '../aws/endpoint.ts';
import { percentEncode } from '../aws/percent-encoding.ts';
import { localAccount } from '../aws/service.ts';
import { readClaim, requestSignature, signingKey } from '../aws/sigv4.ts';
import type { ObjectCreated } from './object-store.ts';
import { createS3 } from './s3.ts';

export const Bucket = 'bucket-under-test';

/** Checked against Amazon's published signatures in sigv4.test.ts. */
export interface PresignOptions {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Headers that the user of the URL must send as they are here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly expiresIn?: number;
  /** When it was signed. */
  readonly at?: Date;
}

export async function startS3(dataDir: string) {
  const { service, store } = createS3({ dataDir });
  const events: ObjectCreated[] = [];
  store.onCreated((event) => events.push(event));
  const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [service] });
  const client = clientOf(endpoint.url);
  return {
    url: endpoint.url,
    client,
    store,
    events,
    presign: (options: PresignOptions) => presign(endpoint.url, options),
    async close() {
      client.destroy();
      await endpoint.close();
      await service.close();
    },
  };
}

/** A server with one empty bucket in a directory of its own; `remove` ends both. */
export async function startWithBucket() {
  const dataDir = await mkdtemp(join(tmpdir(), 's3-'));
  const s3 = await startS3(dataDir);
  await s3.client.send(new CreateBucketCommand({ Bucket }));
  const remove = async () => {
    await s3.close();
    await rm(dataDir, { recursive: true });
  };
  return { ...s3, dataDir, remove };
}

export function clientOf(
  endpoint: string,
  credentials: { accessKeyId?: string; secretAccessKey?: string } = {},
  more: { systemClockOffset?: number } = {},
): S3Client {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey, ...credentials },
    maxAttempts: 1,
    ...more,
  });
}

function presign(endpoint: string, options: PresignOptions): string {
  const { host } = new URL(endpoint);
  const headers = { host, ...options.headers };
  const at = (options.at ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { accessKeyId, region, secretAccessKey } = localAccount;
  const query = new Map([
    ...Object.entries(options.query ?? {}),
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKeyId}/${at.slice(0, 8)}/${region}/s3/aws4_request`],
    ['X-Amz-Date', at],
    ['X-Amz-Expires', String(options.expiresIn ?? 60)],
    ['X-Amz-SignedHeaders', Object.keys(headers).sort().join(';')],
  ] as [string, string][]);
  const encoded = [...query].map(
    ([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`,
  );
  const rawPath = options.path.split('/').map(percentEncode).join('/');
  const search = `?${encoded.join('&')}`;
  // The claim cannot be read before it has a signature, whichever.
  const request = {
    method: options.method,
    rawPath,
    search: `${search}&X-Amz-Signature=0`,
    headers,
  };
  const claim = readClaim(request);
  if (!claim) throw new Error('the query holds no claim');
  const key = signingKey(secretAccessKey, claim.scope);
  const signature = requestSignature(request, claim, 'UNSIGNED-PAYLOAD', key);
  return `${endpoint}${rawPath}${search}&X-Amz-Signature=${signature}`;
}
