import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** A request whose signature the gateway has already checked. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query, still percent-encoded; `URL` resolves dot segments, {@link rawPath} does not. */
  readonly url: URL;
  /** The path exactly as sent, without the query: S3 keys may hold `..`. */
  readonly rawPath: string;
  readonly headers: IncomingHttpHeaders;
  /** `X-Amz-Target` after its last dot, for the JSON protocols: `CreateJob`, `SignUp`, ... */
  readonly operation?: string;
  /** Access key that signed it; absent for what AWS takes unsigned (Cognito's public operations). */
  readonly accessKeyId?: string;
  /** The payload with chunk signatures removed and checksums checked as it flows. */
  readonly body: Readable;
}

/**
 * How a service speaks: `json` has `X-Amz-Target` and POSTs to `/` (DynamoDB, Cognito, SQS),
 * `rest-json` (MediaConvert) and `rest-xml` (S3, CloudFront) have paths and methods.
 */
export type AwsProtocol = 'json' | 'rest-json' | 'rest-xml';

/** One emulated AWS service. The gateway finds it by the service name in the credential scope. */
export interface AwsService {
  /** As in the SigV4 credential scope: `s3`, `dynamodb`, `cognito-idp`, `sqs`, ... */
  readonly signingName: string;
  /** Decides what an error looks like on the wire. */
  readonly protocol: AwsProtocol;
  /**
   * Sets headers that every answer carries, even the refusal of a bad signature (S3's CORS).
   * Called before the signature is checked: it must not act on the request.
   */
  decorate?(
    request: Pick<AwsRequest, 'method' | 'rawPath' | 'headers'>,
    response: ServerResponse,
  ): void;
  /** May reject with an `AwsError`: the gateway turns it into the protocol's wire error. */
  handle(request: AwsRequest, response: ServerResponse): Promise<void>;
  /** Writes what must outlive the process, and stops everything. */
  close(): Promise<void>;
}

/** What every emulated account says it is. */
export const localAccount = {
  accountId: '000000000000',
  region: 'ap-northeast-2',
  accessKeyId: 'tidecast',
  secretAccessKey: 'tidecast-local',
} as const;
