import type { StreamNow } from '../channels/stream-now.ts';

/** A stream as IVS describes it, alone or in a list. */
export function asStreamNow(stream: {
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
