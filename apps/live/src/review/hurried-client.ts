import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RetryStrategy = Exclude<
  NonNullable<DynamoDBClientConfig['retryStrategy']>,
  { retry: unknown }
>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/**
 * What one request may take, in milliseconds. DynamoDB answers in a few: with one that gets lost,
 * and another, a review is still done in time.
 */
const requestMillis = 60;

const tries = 2;

const token = (count: number): RetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
});

/** Without the SDK's pause before another try, which may be as long as a whole review. */
const atOnce: RetryStrategy = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(last, { errorType }) {
    const count = last.getRetryCount() + 1;
    if (errorType === 'CLIENT_ERROR' || count === tries) throw new Error('no more tries');
    return token(count);
  },
  recordSuccess() {},
};

/** How a review asks DynamoDB: soon, or not at all. */
export const hurriedClient: DynamoDBClientConfig = {
  retryStrategy: atOnce,
  requestHandler: {
    connectionTimeout: requestMillis,
    requestTimeout: requestMillis,
    throwOnRequestTimeout: true,
  },
};
