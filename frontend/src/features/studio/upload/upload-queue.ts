import type { Estimate, Upload, Video, Visibility } from '../../../shared/api/types.ts';
import { titleOf } from './check-file.ts';
import { multipartUpload } from './multipart-upload.ts';
import type { PutOptions } from './put-part.ts';
import type { VideoFacts } from './read-video-file.ts';
import { browserWaits } from './retry.ts';
import { createSpeedMeter } from './speed-meter.ts';
import { isUnderWay, type UploadItem } from './upload-item.ts';

/** Everything the queue needs from outside. */
export interface UploadWorld {
  create: (item: UploadItem) => Promise<{ id: string }>;
  listParts: (videoId: string) => Promise<Upload>;
  signParts: (
    videoId: string,
    partNumbers: number[],
  ) => Promise<{ partNumber: number; url: string }[]>;
  complete: (videoId: string, parts: { partNumber: number; etag: string }[]) => Promise<unknown>;
  abandon: (videoId: string) => Promise<unknown>;
  estimate: (facts: VideoFacts) => Promise<Estimate>;
  read: (file: File) => Promise<VideoFacts | undefined>;
  putPart: (url: string, part: Blob, options: PutOptions) => Promise<string>;
  now: () => number;
  /** The list of videos on the server has changed. */
  onVideosChanged: () => void;
}

/** Files sent at once; each sends several parts at once. */
const filesAtOnce = 2;
/** The page is notified of progress no more often than this, in ms. */
const notifyEvery = 200;

/** The uploads of this page, outliving the views that show them. */
export function createUploadQueue(world: UploadWorld) {
  let items: readonly UploadItem[] = [];
  let nextKey = 1;
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();

  function publish(next: readonly UploadItem[]): void {
    items = next;
    for (const listener of listeners) listener();
  }
  const find = (key: string) => items.find((item) => item.key === key);
  function change(key: string, changes: Partial<UploadItem>): void {
    publish(items.map((item) => (item.key === key ? { ...item, ...changes } : item)));
  }

  function append(file: File, more: Partial<UploadItem>): UploadItem {
    const item: UploadItem = {
      key: String(nextKey++),
      file,
      title: titleOf(file.name),
      visibility: 'private',
      state: 'reading',
      sent: 0,
      offline: false,
      ...more,
    };
    publish([...items, item]);
    return item;
  }

  async function readFile({ key, file }: UploadItem): Promise<void> {
    const facts = (await world.read(file)) ?? null;
    if (find(key)?.state !== 'reading') return;
    change(key, { facts, state: 'ready' });
    if (!facts) return;
    const estimate = await world.estimate(facts).catch(() => undefined);
    if (estimate) change(key, { estimate });
  }

  /** Starts as many waiting uploads as may run. */
  function advance(): void {
    for (const item of items) {
      if (running.size >= filesAtOnce) return;
      if (item.state === 'waiting' && !running.has(item.key)) void run(item.key);
    }
  }

  async function run(key: string): Promise<void> {
    const control = new AbortController();
    running.set(key, control);
    change(key, { state: 'sending', error: undefined, speed: undefined });
    try {
      await send(key, control.signal);
      change(key, { state: 'done' });
      world.onVideosChanged();
    } catch (error) {
      if (!control.signal.aborted) change(key, { state: 'failed', error, offline: false });
    } finally {
      running.delete(key);
      advance();
    }
  }

  async function send(key: string, signal: AbortSignal): Promise<void> {
    const item = find(key);
    if (!item) return;
    const videoId = item.videoId ?? (await createVideo(item, signal));
    const meter = createSpeedMeter();
    let notifiedAt = Number.NEGATIVE_INFINITY;
    await multipartUpload({
      file: item.file,
      listParts: () => world.listParts(videoId),
      signParts: (numbers) => world.signParts(videoId, numbers),
      complete: (parts) => world.complete(videoId, parts),
      putPart: world.putPart,
      waits: browserWaits((offline) => change(key, { offline })),
      signal,
      onProgress: (sent) => {
        const now = world.now();
        meter.add(sent, now);
        if (signal.aborted || (now - notifiedAt < notifyEvery && sent < item.file.size)) return;
        notifiedAt = now;
        change(key, { sent, speed: meter.speed() });
      },
      onFinishing: () => change(key, { state: 'finishing', sent: item.file.size }),
    });
  }

  async function createVideo(item: UploadItem, signal: AbortSignal): Promise<string> {
    const { id } = await world.create(item);
    // Cancelled while the answer was on its way: nothing else would ever abandon it.
    if (signal.aborted && !find(item.key)) {
      await world.abandon(id).catch(() => undefined);
      throw signal.reason;
    }
    change(item.key, { videoId: id });
    world.onVideosChanged();
    return id;
  }

  function stop(key: string, reason: string): void {
    running.get(key)?.abort(new DOMException(reason, 'AbortError'));
  }

  return {
    current: () => items,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Takes a file in; it is read at once and sent when started. */
    add(file: File): void {
      void readFile(append(file, {}));
    },
    /** Goes on with an upload that a reload or a crash cut off. */
    continue(video: Pick<Video, 'id' | 'title' | 'visibility'>, file: File): void {
      if (items.some((item) => item.videoId === video.id)) return;
      const { id: videoId, title, visibility } = video;
      append(file, { videoId, title, visibility, facts: null, state: 'waiting' });
      advance();
    },
    edit(key: string, changes: { title?: string; visibility?: Visibility }): void {
      change(key, changes);
    },
    /** Also resumes what is paused and tries again what failed. */
    start(key: string): void {
      const state = find(key)?.state;
      if (state !== 'ready' && state !== 'paused' && state !== 'failed') return;
      change(key, { state: 'waiting', error: undefined });
      advance();
    },
    pause(key: string): void {
      const item = find(key);
      if (item?.state !== 'sending' && item?.state !== 'waiting') return;
      change(key, { state: 'paused', speed: undefined, offline: false });
      stop(key, 'paused');
    },
    /** Takes it off the list; what has been sent of an unfinished upload is thrown away. */
    async cancel(key: string): Promise<void> {
      const item = find(key);
      if (!item) return;
      publish(items.filter((other) => other !== item));
      stop(key, 'cancelled');
      if (!item.videoId || item.state === 'done') return;
      await world.abandon(item.videoId).finally(world.onVideosChanged);
    },
    /** Whether leaving the page would interrupt something. */
    isBusy: () => items.some(isUnderWay),
  };
}

export type UploadQueue = ReturnType<typeof createUploadQueue>;
