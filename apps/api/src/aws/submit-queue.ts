import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Video } from '@tidecast/catalog/video';
import type { RequestEncode } from '../features/videos/service.ts';

/**
 * Puts the event that S3 sent when the source was uploaded on the submit function's queue again, in
 * EventBridge's format.
 */
export function createSubmitQueue(
  sqs: SQSClient,
  options: { readonly queueUrl: string; readonly sourceBucket: string; readonly region: string },
): RequestEncode {
  return async (video) => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: options.queueUrl,
        MessageBody: JSON.stringify(objectCreated(video, options.sourceBucket, options.region)),
      }),
    );
  };
}

/** EventBridge's "Object Created" event of a source. */
function objectCreated({ source }: Video, bucket: string, region: string) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'tidecast.api',
    account: '',
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key: source.key, size: source.size, etag: source.etag },
      reason: 'Retry',
    },
  };
}
