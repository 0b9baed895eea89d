/**
 * The environment each program reads: what Pulumi (through Argo CD's values and Lambda settings)
 * and the local cloud must hand over. Values are strings, as environments are. Where AWS is, the
 * SDK's own variables say (`AWS_REGION`, `AWS_ENDPOINT_URL`, ...), so nothing of that is here.
 */

/** apps/api. */
export interface ApiEnvironment {
  /** Port of the API; 8080 by default. */
  readonly PORT?: string;
  /** Address to listen on; `0.0.0.0` by default. */
  readonly HOST?: string;
  /** Port of `/metrics`; 9090 by default. */
  readonly METRICS_PORT?: string;
  /** The site's origin, such as `https://example.com`: cookies, signed policies and Origin checks. */
  readonly PUBLIC_ORIGIN: string;
  /** How many proxies in front are ours and append to X-Forwarded-For: CloudFront and ALB are 2. */
  readonly TRUSTED_PROXY_HOPS: string;
  readonly VIDEOS_TABLE: string;
  readonly LIMITS_TABLE: string;
  readonly SOURCE_BUCKET: string;
  readonly MEDIA_BUCKET: string;
  readonly USER_POOL_ID: string;
  readonly USER_POOL_CLIENT_ID: string;
  /** Queue that the submit function reads: a retry puts an "Object Created" event there. */
  readonly SUBMIT_QUEUE_URL: string;
  /** MediaConvert queue: a video that is deleted while it encodes is looked for there. */
  readonly MEDIACONVERT_QUEUE_ARN: string;
  readonly CLOUDFRONT_DISTRIBUTION_ID: string;
  /** Id of the public key in CloudFront's key group. */
  readonly CLOUDFRONT_KEY_PAIR_ID: string;
  /** The private key that goes with it, PEM. */
  readonly CLOUDFRONT_PRIVATE_KEY: string;
  /** Minutes of video one owner may encode a day; 600 by default. */
  readonly DAILY_ENCODE_MINUTES?: string;
  /** Topic that is told what has been published; without it nobody is. */
  readonly ALERT_TOPIC_ARN?: string;
  /**
   * Seconds to go on serving after readiness fails, until every load balancer has noticed; 5 by
   * default.
   */
  readonly DRAIN_SECONDS?: string;
  /** pino level; `info` by default. */
  readonly LOG_LEVEL?: string;
}

/** apps/transcoder: the same for its three functions. */
export interface TranscoderEnvironment {
  readonly VIDEOS_TABLE: string;
  readonly LIMITS_TABLE: string;
  readonly SOURCE_BUCKET: string;
  readonly MEDIA_BUCKET: string;
  readonly CLOUDFRONT_DISTRIBUTION_ID: string;
  /** MediaConvert queue, by ARN. */
  readonly MEDIACONVERT_QUEUE_ARN: string;
  /** Role that MediaConvert takes to read the source and write the media bucket. */
  readonly MEDIACONVERT_ROLE_ARN: string;
  /** Marks this stack's jobs in their user metadata, so that several stacks can share an account. */
  readonly STACK_NAME: string;
  readonly DAILY_ENCODE_MINUTES?: string;
  /** Topic that is told of failed and published videos; without it nobody is. */
  readonly ALERT_TOPIC_ARN?: string;
}

/** apps/notifier. */
export interface NotifierEnvironment {
  /** Slack's webhook as `npm run encrypt-secret` prints it, in base64. */
  readonly SLACK_WEBHOOK_CIPHERTEXT: string;
  /** Pulumi's name of the stack, such as `dev`: what the ciphertext is bound to. */
  readonly SLACK_SECRET_STACK: string;
  readonly LIMITS_TABLE: string;
  /** The site's origin, such as `https://example.com`: links in messages lead there. */
  readonly PUBLIC_ORIGIN: string;
  /** Said in every message and count, so that several stacks can share a channel and an account. */
  readonly STACK_NAME: string;
}

/** apps/live: the same for its five functions. */
export interface LiveEnvironment {
  /** Before the names of this stack's channels and rooms at IVS. */
  readonly STACK_NAME: string;
  /** The site's origin, such as `https://example.com`: cookies are its own, as are requests. */
  readonly PUBLIC_ORIGIN: string;
  readonly CHANNELS_TABLE: string;
  readonly VIDEOS_TABLE: string;
  readonly LIMITS_TABLE: string;
  /** Where IVS records. */
  readonly RECORDINGS_BUCKET: string;
  readonly MEDIA_BUCKET: string;
  readonly USER_POOL_ID: string;
  readonly USER_POOL_CLIENT_ID: string;
  readonly RECORDING_CONFIGURATION_ARN: string;
  /** What rooms ask about each message; the review itself does without. */
  readonly REVIEW_FUNCTION_ARN?: string;
  /** Websocket address of the chat, such as `wss://edge.ivschat.<region>.amazonaws.com`. */
  readonly LIVE_CHAT_ENDPOINT: string;
  /** Where encoders publish to; `rtmps://<the channel's ingest endpoint>:443/app/` by default. */
  readonly LIVE_INGEST_URL?: string;
  /** Words that no message may hold, by commas; besides those that the review knows. */
  readonly LIVE_BLOCKED_WORDS?: string;
  /** Topic that is told of streams that start; without it nobody is. */
  readonly ALERT_TOPIC_ARN?: string;
}
