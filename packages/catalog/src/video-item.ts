import { defineRecord, type Row } from './record.ts';
import { type PendingStatus, type Video, videoSchema } from './video.ts';

/** How videos are read from their rows. */
export const videoRecord = defineRecord<Video>({ kind: 'video', key: 'id', schema: videoSchema });

/**
 * A video as its row. Attributes that are not in {@link Video} are derived from it for indexes and
 * search, all by one function, so a row can never contradict itself.
 */
interface VideoItem extends Video {
  readonly schemaVersion: number;
  /** `2026-11`, of `publishedAt`; only while the video is ready and public. */
  readonly publicMonth?: string;
  /** The status, only while something must still happen to the video. */
  readonly pendingStatus?: PendingStatus;
  /** Title and description, folded for {@link searchWords}. */
  readonly searchText: string;
}

const pendingStatuses: ReadonlySet<string> = new Set<PendingStatus>([
  'uploading',
  'queued',
  'processing',
  'deleting',
]);

/** The row of a video. */
export function toItem(video: Video): VideoItem & Row {
  const month = publicMonth(video);
  return {
    ...video,
    ...videoRecord.stamp,
    searchText: foldText(`${video.title}\n${video.description}`),
    ...(month !== undefined && { publicMonth: month }),
    ...(isPending(video.status) && { pendingStatus: video.status }),
  };
}

/** The feed partition a video stands in; undefined while it is not in the public feed. */
export function publicMonth(video: Video): string | undefined {
  const shown = video.status === 'ready' && video.visibility === 'public';
  return shown ? video.publishedAt?.slice(0, 'yyyy-mm'.length) : undefined;
}

/** The words of a query, folded like `searchText`; at most eight, the rest is ignored. */
export function searchWords(query: string): string[] {
  const words = foldText(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, maxSearchWords);
}

/** Every word adds a `contains()` to each row read, and nobody types more than this. */
const maxSearchWords = 8;

/** One form for what looks or means the same: full-width and composed letters, capitals. */
function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function isPending(status: Video['status']): status is PendingStatus {
  return pendingStatuses.has(status);
}
