/** What the ingest's process and the local cloud say to each other; buffers travel as they are. */

export type IngestMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** The port is not to be had. */
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | PublishMessage
  /** One FLV tag, from its type byte to its trailing size. */
  | { readonly type: 'tag'; readonly id: number; readonly tag: Uint8Array }
  | { readonly type: 'end'; readonly id: number };

/** An encoder wants to publish; it waits until it is accepted or cut off. */
export interface PublishMessage {
  readonly type: 'publish';
  readonly id: number;
  readonly app: string;
  readonly streamKey: string;
  /** Of the stream key's query, as IVS reads it for a takeover. */
  readonly priority?: string;
}

/** Why a publisher is cut off, in the words that its encoder gets. */
export interface PublishStatus {
  /**
   * As in Adobe's ActionScript reference, "NetStatusEvent": the key is no good, it is in use, or the
   * stream that was accepted cannot go on.
   */
  readonly code: 'NetStream.Publish.Denied' | 'NetStream.Publish.BadName' | 'NetStream.Failed';
  readonly description: string;
}

export type IngestRequest =
  | { readonly type: 'accept'; readonly id: number }
  | { readonly type: 'drop'; readonly id: number; readonly status: PublishStatus };
