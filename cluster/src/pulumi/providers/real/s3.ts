import {
  type CORSRule,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { RealService } from '../../inventory/inventory.ts';
import type { Properties } from '../../values.ts';
import { capitalized } from './wire-names.ts';

/** Buckets, and who may write to them from a browser. */
export function s3Services(client: S3Client): Readonly<Record<string, RealService>> {
  const putCors = async ({ bucket, corsRules }: Properties) => {
    const CORSRules = capitalized(corsRules) as CORSRule[];
    await client.send(
      new PutBucketCorsCommand({ Bucket: String(bucket), CORSConfiguration: { CORSRules } }),
    );
    return { id: String(bucket) };
  };
  return {
    'aws:s3/bucket:Bucket': {
      async create(_inputs, bucket) {
        await client.send(new CreateBucketCommand({ Bucket: bucket }));
        return { id: bucket, bucket };
      },
      async delete(bucket, { forceDestroy }) {
        if (forceDestroy === true) await empty(client, bucket);
        await client.send(new DeleteBucketCommand({ Bucket: bucket }));
      },
    },
    'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration': {
      create: putCors,
      update: (_id, inputs) => putCors(inputs),
      async delete(bucket) {
        await client.send(new DeleteBucketCorsCommand({ Bucket: bucket }));
      },
    },
  };
}

async function empty(client: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket }),
    );
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length > 0) {
      await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    }
    if (!IsTruncated) return;
  }
}
