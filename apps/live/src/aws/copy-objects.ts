import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { copySource } from '@tidecast/media/copy-source';
import { mediaContentTypes } from '@tidecast/platform/delivery/content-types';
import type { Copy } from '../recording/media-files.ts';

interface CopyOptions {
  readonly sourceBucket: string;
  readonly targetBucket: string;
  readonly copies: readonly Copy[];
  /** Called before each copy; false ends the run early. */
  readonly hasTime: () => boolean;
  /** How many copies to run at once. */
  readonly atOnce: number;
}

/** Copies objects inside S3. @returns whether all are copied */
export async function copyObjects(s3: S3Client, options: CopyOptions): Promise<boolean> {
  const { sourceBucket, targetBucket, copies, hasTime, atOnce } = options;
  const queue = copies.values();
  let finished = true;
  async function work(): Promise<void> {
    for (const { from, to } of queue) {
      if (!hasTime()) {
        finished = false;
        return;
      }
      await s3.send(
        new CopyObjectCommand({
          Bucket: targetBucket,
          Key: to,
          CopySource: copySource(sourceBucket, from),
          MetadataDirective: 'REPLACE',
          ContentType: contentType(to),
        }),
      );
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return finished;
}

const contentTypes: Readonly<Record<string, string>> = mediaContentTypes;

function contentType(key: string): string {
  return contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'binary/octet-stream';
}
