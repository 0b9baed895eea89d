import { useEffect, useState } from 'react';
import type { Channel } from '../../../shared/api/live-types.ts';

/** A stream to be shown. */
export interface ShownStream {
  readonly playbackUrl: string;
  /** Tells one stream of a channel from the next. */
  readonly startedAt: string | null;
  /** It has ended, but may go on any moment. */
  readonly interrupted: boolean;
}

/** Encoders whose connection broke come back within this time or not soon, in ms. */
const comesBackWithin = 15_000;

/**
 * The stream on the air. After its end it stays for a while: it plays out, and an encoder that only
 * lost its connection is back before anybody was told that all is over.
 */
export function useStream({ state, playbackUrl, startedAt }: Channel): ShownStream | undefined {
  const liveUrl = state === 'live' ? playbackUrl : null;
  const [last, setLast] = useState<ShownStream>();

  useEffect(() => {
    if (liveUrl !== null) {
      setLast({ playbackUrl: liveUrl, startedAt, interrupted: true });
      return;
    }
    const timer = setTimeout(() => setLast(undefined), comesBackWithin);
    return () => clearTimeout(timer);
  }, [liveUrl, startedAt]);

  return liveUrl === null ? last : { playbackUrl: liveUrl, startedAt, interrupted: false };
}
