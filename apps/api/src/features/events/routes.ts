import type { StatusEvent } from '@tidecast/contract/status-events';
import { addressKey, userKey } from '@tidecast/http/limits';
import { HttpProblem } from '@tidecast/http/problem';
import { type RequestHandler, Router } from 'express';
import type { ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, viewerOf } from '../../http/session.ts';
import { videoIdOf } from '../videos/access.ts';
import type { VideoService } from '../videos/service.ts';
import { isLast, type StatusHub, statusEvent } from './service.ts';

/** Shorter than the idle timeout of any proxy in between: an ALB's is 60 s, CloudFront's 30 s. */
const heartbeatInterval = 15_000;
/** How long a browser waits before it connects again, in milliseconds. */
const retryDelay = 2_000;
/** Open streams of one user, or of one address, in one replica. */
const mostStreams = 100;
/** A client that does not read what it is sent is let go, in bytes. */
const mostUnread = 64 * 1024;

export interface EventRoutesDependencies {
  readonly videos: VideoService;
  readonly hub: StatusHub;
  readonly session: Session;
  readonly readLimit: ReadLimit;
  /** Told when a stream opens and when it closes. */
  readonly openStreams: { inc(): void; dec(): void };
}

export function eventRoutes(dependencies: EventRoutesDependencies): Router {
  const { videos, hub, session, readLimit, openStreams } = dependencies;
  const router = Router();
  const streamsOf = new Map<string, number>();

  const events: RequestHandler = async (request, response) => {
    const viewer = viewerOf(response);
    const video = await videos.visible(videoIdOf(request), viewer);
    const known = request.headers['last-event-id'] === String(video.version);
    if (known && isLast(video.status)) {
      // To a browser 204 means: do not connect again.
      response.status(204).end();
      return;
    }
    const caller = viewer ? userKey(viewer) : addressKey(request.ip);
    const streams = streamsOf.get(caller) ?? 0;
    if (streams >= mostStreams)
      throw new HttpProblem('too_many_streams', 'Too many event streams are open: close some.', {
        headers: { 'Retry-After': '10' },
      });

    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'private, no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const write = (text: string) => {
      response.write(text);
      if (response.writableLength > mostUnread) response.destroy();
    };
    const send = (version: number, event: StatusEvent) =>
      write(`event: status\nid: ${version}\ndata: ${JSON.stringify(event)}\n\n`);

    write(`retry: ${retryDelay}\n\n`);
    if (!known) send(video.version, statusEvent(video));
    if (isLast(video.status)) {
      response.end();
      return;
    }
    streamsOf.set(caller, streams + 1);
    openStreams.inc();
    const stop = hub.watch(video, { viewer, send, end: () => response.end() });
    const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatInterval);
    response.once('close', () => {
      stop();
      clearInterval(heartbeat);
      openStreams.dec();
      const left = (streamsOf.get(caller) ?? 1) - 1;
      if (left > 0) streamsOf.set(caller, left);
      else streamsOf.delete(caller);
    });
  };

  resource(router, '/videos/:id/events', { get: [session.optional, readLimit.handler, events] });
  return router;
}
