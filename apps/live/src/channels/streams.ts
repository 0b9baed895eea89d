import type { SharedAnswers } from '@tidecast/catalog/shared-answers';
import * as z from 'zod';
import { type ListStreams, type StreamsByArn, streamNowSchema } from './stream-now.ts';

const streamsSchema = z.array(z.tuple([z.string(), streamNowSchema]));

export interface StreamsDependencies {
  readonly listStreams: ListStreams;
  readonly answers: SharedAnswers;
  readonly now: () => Date;
}

/** How often IVS updates its viewer counts, in seconds. */
const freshSeconds = 5;
/** How often an instance looks for answers that others have shared, in milliseconds. */
const keptFor = 1_000;
/** How long a page waits for IVS, in milliseconds. */
const streamsTimeout = 1_000;
/** Pages to read at most: channels beyond them are shown without viewers. */
const maxPages = 5;

/**
 * What is shown of streams. IVS takes 5 such requests a second from the whole account (IVS service
 * quotas), however many people are watching: one instance asks for all, and the others read its
 * answer.
 */
export function createStreams({ listStreams, answers, now }: StreamsDependencies) {
  let kept: { readonly until: number; readonly streams: Promise<StreamsByArn> } | undefined;

  async function ask(): Promise<StreamsByArn> {
    const found = await answers.get({
      about: 'streams on the air',
      freshSeconds,
      schema: streamsSchema,
      ask: async () => [...(await listStreams(maxPages))],
    });
    return new Map(found ?? []);
  }

  return {
    /**
     * Streams by their channel's ARN, a few seconds old at most; empty when IVS does not answer in
     * time.
     */
    all(): Promise<StreamsByArn> {
      const time = now().getTime();
      if (!kept || time >= kept.until) {
        const streams = soon(ask().catch(() => none));
        kept = { until: time + keptFor, streams };
      }
      return kept.streams;
    },
  };
}

const none: StreamsByArn = new Map();

/** A page must not wait long for viewer counts. */
async function soon(asking: Promise<StreamsByArn>): Promise<StreamsByArn> {
  const late = Promise.withResolvers<StreamsByArn>();
  const timer = setTimeout(() => late.resolve(none), streamsTimeout);
  try {
    return await Promise.race([asking, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export type Streams = ReturnType<typeof createStreams>;
