import {
  ChannelNotBroadcasting,
  GetStreamCommand,
  type IvsClient,
  ListStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';

/** What IVS says of a stream that is on the air. */
export interface StreamNow {
  readonly streamId: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly viewers: number;
  readonly health: 'healthy' | 'starving' | 'unknown';
}

/** IVS counts viewers anew about so often, in milliseconds; its API takes 5 requests a second. */
const keptFor = 5_000;
/** IVS's largest page (API reference, ListStreams). */
const pageSize = 100;
/** Of lists: more channels than these are shown without viewers. */
const mostPages = 5;

/** Asks IVS about the stream of a channel now. */
export async function getStream(
  ivs: IvsClient,
  channelArn: string,
): Promise<StreamNow | undefined> {
  try {
    const { stream } = await ivs.send(new GetStreamCommand({ channelArn }));
    return stream?.state === 'LIVE' ? asStreamNow(stream) : undefined;
  } catch (error) {
    if (error instanceof ChannelNotBroadcasting || error instanceof ResourceNotFoundException)
      return undefined;
    throw error;
  }
}

/** Every stream of the account that is on the air, by its channel's ARN. */
export async function listStreams(
  ivs: IvsClient,
  pages = Number.POSITIVE_INFINITY,
): Promise<ReadonlyMap<string, StreamNow>> {
  const found = new Map<string, StreamNow>();
  let nextToken: string | undefined;
  let page = 0;
  do {
    const { streams = [], ...rest } = await ivs.send(
      new ListStreamsCommand({ maxResults: pageSize, ...(nextToken && { nextToken }) }),
    );
    for (const stream of streams)
      if (stream.channelArn && stream.state === 'LIVE')
        found.set(stream.channelArn, asStreamNow(stream));
    nextToken = rest.nextToken;
    page += 1;
  } while (nextToken !== undefined && page < pages);
  return found;
}

/** What is shown of streams: a few seconds old at most, and nothing where IVS does not answer. */
export function createStreams(ivs: IvsClient, now: () => Date) {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>();

  function once<T>(key: string, ask: () => Promise<T>): Promise<T | undefined> {
    const time = now().getTime();
    const known = kept.get(key);
    if (known && time < known.until) return known.answer as Promise<T | undefined>;
    for (const [old, { until }] of kept) if (until <= time) kept.delete(old);
    const answer = ask().catch(() => undefined);
    kept.set(key, { until: time + keptFor, answer });
    return answer;
  }

  return {
    ofChannel: (channelArn: string) => once(channelArn, () => getStream(ivs, channelArn)),
    /** By the channel's ARN; undefined when IVS does not answer. */
    all: () => once('all', () => listStreams(ivs, mostPages)),
  };
}

export type Streams = ReturnType<typeof createStreams>;

function asStreamNow(stream: {
  readonly streamId?: string | undefined;
  readonly startTime?: Date | undefined;
  readonly viewerCount?: number | undefined;
  readonly health?: string | undefined;
}): StreamNow {
  const health = stream.health?.toLowerCase();
  return {
    streamId: stream.streamId ?? '',
    startedAt: stream.startTime?.getTime() ?? 0,
    viewers: Math.max(0, stream.viewerCount ?? 0),
    health: health === 'healthy' || health === 'starving' ? health : 'unknown',
  };
}
