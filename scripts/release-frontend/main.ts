/**
 * Releases the built page: `node scripts/release-frontend/main.ts`, configured by environment variables.
 */
import { fileURLToPath } from 'node:url';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { S3Client } from '@aws-sdk/client-s3';
import { releaseSite } from './release-site.ts';

const directory = fileURLToPath(new URL('../../frontend/dist', import.meta.url));

/** In milliseconds. */
const limits = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 } };

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: it is an output of the stack (docs/deploy.md).`);
  return value;
}

async function main(): Promise<void> {
  const bucket = variable('WEB_BUCKET');
  const distributionId = variable('DISTRIBUTION_ID');
  const { uploaded, deleted, invalidated } = await releaseSite({
    s3: new S3Client(limits),
    cloudfront: new CloudFrontClient(limits),
    bucket,
    distributionId,
    directory,
  });
  for (const key of uploaded) console.log(`uploaded ${key}`);
  for (const key of deleted) console.log(`deleted ${key}`);
  for (const path of invalidated) console.log(`invalidated ${path}`);
  if (uploaded.length + deleted.length === 0) console.log('The site is up to date.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
