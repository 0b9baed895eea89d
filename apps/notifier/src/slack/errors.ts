/** Slack rejected a message for good. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  /** HTTP status. */
  readonly status: number;

  /** @param reason - Slack's error code, such as `invalid_blocks` */
  constructor(status: number, reason: string) {
    super(`Slack refused the message: ${status} ${reason}`);
    this.status = status;
  }
}

/** Slack could not be reached or was too busy to take a message. It may take it later. */
export class SlackUnavailable extends Error {
  override readonly name = 'SlackUnavailable';
}
