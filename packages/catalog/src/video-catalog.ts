import type { EditVideo, NewVideoDetails } from '@tidecast/contract/videos';
import type {
  Caption,
  PendingStatus,
  RecordedFrom,
  Video,
  VideoError,
  VideoMedia,
  VideoPhase,
} from './video.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface NewVideo extends Readonly<NewVideoDetails> {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly source: Video['source'];
}

/** Changes to a video: what a person may edit, and its poster's key. */
export interface VideoChanges extends EditVideo {
  readonly posterKey?: string;
}

/** A video that needs no encode: a recording. */
export interface ReadyVideo extends NewVideo {
  readonly media: VideoMedia;
  readonly createdFrom: RecordedFrom;
}

/**
 * What a write did: `applied` with the video as it is now, or `ignored` because the video is gone
 * or its state does not allow the step (events come late, twice and out of order). Never an error.
 */
export type Outcome =
  | { readonly applied: true; readonly video: Video }
  | { readonly applied: false; readonly video?: Video };

/** Identifies the encode a step speaks of: steps of an older attempt are ignored. */
export interface EncodeRef {
  readonly videoId: string;
  readonly attempt: number;
}

/**
 * The only door to the videos table. Every transition is one conditional write:
 * `uploading → queued → processing → ready | failed`, `failed → queued`, any → `deleting`.
 */
export interface VideoCatalog {
  create(video: NewVideo): Promise<Video>;
  /** Adds a video that is ready from the start. Ignored when its id exists already. */
  createReady(video: ReadyVideo): Promise<Outcome>;
  get(id: string): Promise<Video | undefined>;
  /** In no particular order, without missing ones. At most 1,000 ids. */
  getMany(ids: readonly string[]): Promise<Video[]>;
  listByOwner(ownerId: string, page: PageRequest): Promise<Page<Video>>;
  /** Ready public videos, newest publication first. */
  listPublic(page: PageRequest): Promise<Page<Video>>;
  /**
   * Like listPublic, but only videos whose title or description contains every word of the query.
   */
  searchPublic(query: string, page: PageRequest): Promise<Page<Video>>;
  /** Videos in a pending status that have not moved since `before`, oldest first. */
  listStale(status: PendingStatus, before: Date, page: PageRequest): Promise<Page<Video>>;

  edit(id: string, changes: VideoChanges): Promise<Outcome>;
  putCaption(id: string, caption: Caption): Promise<Outcome>;
  removeCaption(id: string, language: string): Promise<Outcome>;
  /** Counts one view of this viewer; the same viewer within `windowSeconds` counts once. */
  addView(id: string, viewerKey: string, windowSeconds: number): Promise<boolean>;

  /** uploading → queued: the object is whole in S3. Repeated with the same etag: ignored. */
  markUploaded(id: string, object: { etag: string; size: number }): Promise<Outcome>;
  /** failed → queued with a new attempt. */
  retry(id: string): Promise<Outcome>;
  /**
   * Leases the right to create the job of this attempt for `leaseSeconds`. Applied for one caller
   * at a time; ignored while another's lease runs or when a job is already known.
   */
  leaseEncode(ref: EncodeRef, leaseSeconds: number): Promise<Outcome>;
  /**
   * Ends the caller's own lease (identified by its `leaseUntil`) after a failure, so that the next
   * try need not wait. It stays visible that there was a lease: the next holder looks for a job
   * that may have been created under it.
   */
  releaseEncode(ref: EncodeRef, leaseUntil: string): Promise<Outcome>;
  /** queued → processing: the job exists. */
  markSubmitted(ref: EncodeRef, job: { jobId: string; sourceDuration: number }): Promise<Outcome>;
  /** Also moves queued → processing, for events that overtake markSubmitted. `at` in Unix ms. */
  recordProgress(
    ref: EncodeRef,
    event: { jobId: string; at: number; phase: VideoPhase; progress: number },
  ): Promise<Outcome>;
  markPlayable(ref: EncodeRef): Promise<Outcome>;
  markReady(
    ref: EncodeRef,
    event: { jobId: string; at: number; media: VideoMedia },
  ): Promise<Outcome>;
  /** From uploading, queued or processing. */
  markFailed(ref: EncodeRef, failure: { error: VideoError; at?: number }): Promise<Outcome>;
  /** processing → queued with the next attempt: for a job that is lost. */
  requeue(ref: EncodeRef): Promise<Outcome>;
  /** any → deleting: out of every list at once. */
  markDeleting(id: string): Promise<Outcome>;
  /** Removes the row. Only for a video in `deleting`; ignored otherwise. */
  remove(id: string): Promise<void>;

  /**
   * Counts a video's minutes against its owner's day (UTC); the same attempt counts once a day.
   * False when that would exceed `cap`.
   */
  spendEncodeMinutes(
    owner: { ownerId: string; videoId: string; attempt: number },
    minutes: number,
    cap: number,
  ): Promise<boolean>;
}
