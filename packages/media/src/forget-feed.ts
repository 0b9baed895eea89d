import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import type { Video } from '@tidecast/catalog/video';
import { feedPath } from '@tidecast/platform/delivery/api-paths';

/** Every page of the public feed and of its searches, as an invalidation names them. */
export const feedPaths = `${feedPath}*`;

export interface ForgetFeedDependencies {
  readonly cloudfront: CloudFrontClient;
  readonly distributionId: string;
}

/**
 * Drops the edge's copies of the public feed: for a video that is public no longer, whose title the
 * edge would otherwise show for minutes.
 */
export async function forgetFeed(
  { cloudfront, distributionId }: ForgetFeedDependencies,
  video: Video,
): Promise<void> {
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        // Each hiding is a version of its own, so that a video shown and hidden again counts anew.
        CallerReference: `feed-${video.id}-${video.version}`,
        Paths: { Quantity: 1, Items: [feedPaths] },
      },
    }),
  );
}
