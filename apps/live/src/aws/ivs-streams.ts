import { type IvsClient, ListStreamsCommand } from '@aws-sdk/client-ivs';
import type { ListStreams, StreamNow } from '../channels/stream-now.ts';
import { asStreamNow } from './as-stream-now.ts';

/** IVS's largest page (API reference, ListStreams). */
const pageSize = 100;

/** The streams of all channels. */
export function createListStreams(ivs: IvsClient): ListStreams {
  return async (maxPages = Number.POSITIVE_INFINITY) => {
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
    } while (nextToken !== undefined && page < maxPages);
    return found;
  };
}
