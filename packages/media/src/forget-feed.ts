import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import type { Video } from '@tidecast/catalog/video';
import { feedPaths } from '@tidecast/platform/delivery/api-paths';

export interface ForgetFeedDependencies {
  readonly cloudfront: CloudFrontClient;
  readonly distributionId: string;
}

/**
 * Drops the edge's copies of the public feed after a video stops being public; otherwise the edge
 * would show its title for minutes.
 */
export async function forgetFeed(
  { cloudfront, distributionId }: ForgetFeedDependencies,
  video: Video,
): Promise<void> {
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        // Each change has its own version, so hiding a video again makes a new invalidation.
        CallerReference: `feed-${video.id}-${video.version}`,
        Paths: { Quantity: 1, Items: [feedPaths] },
      },
    }),
  );
}
