import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { multivariantPlaylist } from '@tidecast/hls/write-playlist';
import type { RequestTarget } from '../edge/request-target.ts';
import { channelArn } from './arns.ts';
import type { Broadcasts } from './broadcasts.ts';
import { frameRate } from './ladder.ts';
import type { LiveRendition, LiveStream } from './live-stream.ts';
import { type LiveWindow, type Position, partsPerSegment } from './live-window.ts';

/** Where live streams are on the edge. */
export const playbackPath = '/local/ivs/';

const playlistType = 'application/vnd.apple.mpegurl';
const segmentType = 'video/mp2t';
/** Sound, and what the container adds, in bits per second. */
const overhead = 250_000;
/** Three target durations: a request must not block longer (RFC 8216 bis, 6.2.5.2). */
const blockMs = 6_000;
/** A request for what comes later than the segment after the next is a mistake (the same). */
const segmentsAhead = 2;
/** What {@link multivariant} calls a playback session. */
const viewerPattern = /^[0-9a-f-]{36}$/;

/** Answers a viewer's player, as IVS's own delivery does: anybody may ask, from any page. */
export async function servePlayback(
  request: IncomingMessage,
  response: ServerResponse,
  { target, broadcasts }: { target: RequestTarget; broadcasts: Broadcasts },
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (request.method === 'OPTIONS') return preflight(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return empty(response, 405);
  const path = target.path.slice(playbackPath.length);
  const [channelId = '', second = '', third = '', fourth, ...more] = path.split('/');
  if (more.length > 0) return empty(response, 404);
  if (second === 'index.m3u8' && third === '') {
    const stream = broadcasts.find(channelArn(channelId));
    if (!stream?.isWatchable) return empty(response, 404);
    return sendBody(response, playlistType, Buffer.from(multivariant(stream)));
  }
  const stream = broadcasts.playable(channelId, second);
  const name = third.replace(/\.m3u8$/, '');
  const rendition = stream?.renditions.find(({ rung }) => rung.name === name);
  if (!stream || !rendition) return empty(response, 404);
  if (fourth !== undefined) return sendMedia(request, response, rendition, fourth);
  const viewer = target.query.get('viewer');
  if (viewer && viewerPattern.test(viewer)) stream.viewers.note(viewer, Date.now());
  return sendPlaylist(request, response, rendition, target.query);
}

function multivariant(stream: LiveStream): string {
  const viewer = randomUUID();
  return multivariantPlaylist(
    stream.renditions.map(({ rung: { name, width, height, videoBitrate }, codecs }) => ({
      uri: `${stream.streamId}/${name}.m3u8?viewer=${viewer}`,
      width,
      height,
      bandwidth: videoBitrate + overhead,
      codecs,
      frameRate,
    })),
  );
}

async function sendPlaylist(
  request: IncomingMessage,
  response: ServerResponse,
  { rung, window }: LiveRendition,
  query: URLSearchParams,
): Promise<void> {
  const segment = wholeNumber(query.get('_HLS_msn'));
  const part = wholeNumber(query.get('_HLS_part'));
  if (segment === 'bad' || part === 'bad' || (segment === undefined && part !== undefined))
    return empty(response, 400);
  if (segment !== undefined) {
    if (segment > window.next.segment + segmentsAhead) return empty(response, 400);
    // A part beyond its segment's last is the first of the next one (RFC 8216 bis, 6.2.5.2).
    const overflows = part !== undefined && part >= partsPerSegment;
    const wanted = overflows ? { segment: segment + 1, part: 0 } : { segment, part };
    if (!(await waitFor(request, response, window, wanted))) return empty(response, 503);
  }
  return sendBody(response, playlistType, Buffer.from(window.playlist(rung.name)));
}

async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  { window }: LiveRendition,
  name: string,
): Promise<void> {
  const [, segment, part] = /^(\d+)(?:\.(\d+))?\.ts$/.exec(name) ?? [];
  if (segment === undefined) return empty(response, 404);
  const { next } = window;
  const wanted = { segment: Number(segment), part: part === undefined ? undefined : Number(part) };
  // The part that was hinted at is sent as soon as it is there.
  const isHinted = wanted.segment === next.segment && wanted.part === next.part;
  if (isHinted) await waitFor(request, response, window, wanted);
  const bytes = window.media(name);
  if (!bytes) return empty(response, 404);
  response.setHeader('Cache-Control', 'public, max-age=3600');
  return sendBody(response, segmentType, bytes);
}

/** @returns whether it is there, or will never be because the stream has ended */
async function waitFor(
  request: IncomingMessage,
  response: ServerResponse,
  window: LiveWindow,
  wanted: { segment: Position['segment']; part?: Position['part'] | undefined },
): Promise<boolean> {
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  const signal = AbortSignal.any([left.signal, AbortSignal.timeout(blockMs)]);
  while (!window.has(wanted) && !window.ended && !signal.aborted && !request.destroyed)
    await window.changed(signal);
  response.off('close', leave);
  return window.has(wanted) || window.ended;
}

function wholeNumber(text: string | null): number | undefined | 'bad' {
  if (text === null) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : 'bad';
}

async function sendBody(response: ServerResponse, type: string, body: Buffer): Promise<void> {
  if (response.destroyed) return;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', body.length);
  response.end(response.req.method === 'HEAD' ? undefined : body);
  if (!response.writableFinished && !response.destroyed)
    await Promise.race([once(response, 'finish'), once(response, 'close')]);
}

function preflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD');
  response.setHeader('Access-Control-Allow-Headers', '*');
  response.setHeader('Access-Control-Max-Age', '3600');
  empty(response, 204);
}

function empty(response: ServerResponse, status: number): void {
  if (response.destroyed) return;
  response.statusCode = status;
  response.end();
}
