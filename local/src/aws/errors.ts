/** A refusal with AWS's own error code; the gateway writes it in the service's protocol. */
export class AwsError extends Error {
  /** As the service documents it: `NoSuchKey`, `ValidationException`, ... */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further elements of an XML error or members of a JSON one: `Key`, `CancellationReasons`, ... */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
