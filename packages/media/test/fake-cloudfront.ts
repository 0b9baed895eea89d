import { type CreateInvalidationCommandInput, InvalidArgument } from '@aws-sdk/client-cloudfront';

/** The invalidations a distribution was asked for. */
export class FakeCloudFront {
  readonly invalidations = new Map<string, readonly string[]>();
}

export function cloudfrontOperations(edge: FakeCloudFront) {
  return {
    CreateInvalidation({ InvalidationBatch: batch }: CreateInvalidationCommandInput) {
      const reference = batch?.CallerReference ?? '';
      const paths = batch?.Paths?.Items ?? [];
      const known = edge.invalidations.get(reference);
      if (known && known.join() !== paths.join())
        throw new InvalidArgument({ message: 'same reference, other paths', $metadata: {} });
      edge.invalidations.set(reference, paths);
      return { Invalidation: { Id: reference, Status: 'InProgress' } };
    },
  };
}
