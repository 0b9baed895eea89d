/** What IVS says of a stream that is on the air. */
export interface StreamNow {
  readonly streamId: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly viewers: number;
  readonly health: 'healthy' | 'starving' | 'unknown';
}

/** Asks IVS about the stream of a channel now; undefined when it has none. */
export type GetStream = (channelArn: string) => Promise<StreamNow | undefined>;

/** By the ARN of their channels. */
export type StreamsByArn = ReadonlyMap<string, StreamNow>;

/**
 * Asks IVS for every stream of the account that is on the air.
 *
 * @param mostPages - of a hundred streams each; all of them by default
 */
export type ListStreams = (mostPages?: number) => Promise<StreamsByArn>;
