/** Slack answered that it will not take a message, now or later. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  /** HTTP status. */
  readonly status: number;

  /** @param reason - Slack's word for it, such as `invalid_blocks` */
  constructor(status: number, reason: string) {
    super(`Slack refused the message: ${status} ${reason}`);
    this.status = status;
  }
}

/** Slack could not be reached or had no time for a message. It may later. */
export class SlackUnavailable extends Error {
  override readonly name = 'SlackUnavailable';
}
