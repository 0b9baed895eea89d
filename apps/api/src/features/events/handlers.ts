import type { eventRoutes } from '@tidecast/contract/routes/status-events';
import type { StatusEvent } from '@tidecast/contract/status-events';
import { lastStatuses, statusEventName } from '@tidecast/contract/vocabulary';
import { addressKey, userKey } from '@tidecast/http/limits';
import { HttpProblem } from '@tidecast/http/problem';
import { connectionSeconds } from '@tidecast/platform/delivery/connections';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { VideoService } from '../videos/service.ts';
import { type StatusHub, statusEvent } from './service.ts';

/** In milliseconds. */
const heartbeatInterval = connectionSeconds.heartbeat * 1000;
/** How long a browser waits before it connects again, in milliseconds. */
const retryDelay = 2_000;
/** Open streams of one user, or of one address, in one replica. */
const maxStreams = 100;
/** Unread bytes after which a client that does not read is disconnected. */
const maxUnread = 64 * 1024;

export interface EventHandlersDependencies {
  readonly videos: VideoService;
  readonly hub: StatusHub;
  /** Counts the streams that are open. */
  readonly openStreams: { inc(): void; dec(): void };
}

export function eventHandlers({
  videos,
  hub,
  openStreams,
}: EventHandlersDependencies): ApiHandlers<typeof eventRoutes> {
  const streamsOf = new Map<string, number>();
  return {
    async videoEvents({ params, headers, caller, address }) {
      const video = await videos.visible(params.id, caller);
      const known = headers['last-event-id'] === String(video.version);
      // 204 tells a browser not to reconnect.
      if (known && lastStatuses.includes(video.status)) return { status: 204 };
      const key = caller ? userKey(caller) : addressKey(address);
      if ((streamsOf.get(key) ?? 0) >= maxStreams)
        throw new HttpProblem('too_many_streams', 'Too many event streams are open: close some.', {
          headers: { 'Retry-After': '10' },
        });
      return {
        status: 200,
        headers: { 'Cache-Control': 'private, no-store, no-transform', 'X-Accel-Buffering': 'no' },
        stream(response) {
          const write = (text: string) => {
            response.write(text);
            if (response.writableLength > maxUnread) response.destroy();
          };
          const send = (version: number, event: StatusEvent) =>
            write(`event: ${statusEventName}\nid: ${version}\ndata: ${JSON.stringify(event)}\n\n`);

          write(`retry: ${retryDelay}\n\n`);
          if (!known) send(video.version, statusEvent(video));
          if (lastStatuses.includes(video.status)) {
            response.end();
            return;
          }
          streamsOf.set(key, (streamsOf.get(key) ?? 0) + 1);
          openStreams.inc();
          const stop = hub.watch(video, { viewer: caller, send, end: () => response.end() });
          const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatInterval);
          response.once('close', () => {
            stop();
            clearInterval(heartbeat);
            openStreams.dec();
            const left = (streamsOf.get(key) ?? 1) - 1;
            if (left > 0) streamsOf.set(key, left);
            else streamsOf.delete(key);
          });
        },
      };
    },
  };
}
