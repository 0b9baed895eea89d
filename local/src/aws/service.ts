import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** A request whose signature the gateway has already checked. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query as sent, still percent-encoded. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** `X-Amz-Target` after its last dot, for the JSON protocols: `CreateJob`, `SignUp`, ... */
  readonly operation?: string;
  /** Access key that signed it; absent for what AWS takes unsigned (Cognito's public operations). */
  readonly accessKeyId?: string;
  /** The payload with chunk signatures removed and checksums checked as it flows. */
  readonly body: Readable;
}

/** One emulated AWS service. The gateway finds it by the service name in the credential scope. */
export interface AwsService {
  /** As in the SigV4 credential scope: `s3`, `dynamodb`, `cognito-idp`, `sqs`, ... */
  readonly signingName: string;
  handle(request: AwsRequest, response: ServerResponse): Promise<void>;
  /** Writes what must outlive the process; afterwards nothing of it runs. */
  close(): Promise<void>;
}

/** What every emulated account says it is. */
export const localAccount = {
  accountId: '000000000000',
  region: 'ap-northeast-2',
  accessKeyId: 'tidecast',
  secretAccessKey: 'tidecast-local',
} as const;
