import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RetryStrategy = Exclude<
  NonNullable<DynamoDBClientConfig['retryStrategy']>,
  { retry: unknown }
>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/**
 * How long one request may take, in milliseconds. DynamoDB usually answers within a few: even if
 * one request is lost and repeated, a review is done in time.
 */
const requestMillis = 60;

const tries = 2;

const token = (count: number): RetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
});

/** Retries without the SDK's pause, which may be as long as a whole review. */
const atOnce: RetryStrategy = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(last, { errorType }) {
    const count = last.getRetryCount() + 1;
    if (errorType === 'CLIENT_ERROR' || count === tries) throw new Error('no retries left');
    return token(count);
  },
  recordSuccess() {},
};

/** How a review talks to DynamoDB: fast, or not at all. */
export const hurriedClient: DynamoDBClientConfig = {
  retryStrategy: atOnce,
  requestHandler: {
    connectionTimeout: requestMillis,
    requestTimeout: requestMillis,
    throwOnRequestTimeout: true,
  },
};
