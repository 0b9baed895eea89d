/** What the ingest's process and the local cloud say to each other; buffers travel as they are. */

export type IngestMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** The port is not to be had. */
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | PublishMessage
  /** One FLV tag, from its type byte to its trailing size. */
  | { readonly type: 'tag'; readonly id: number; readonly tag: Uint8Array }
  | { readonly type: 'end'; readonly id: number };

/** An encoder wants to publish; it is not answered, only cut off when it may not. */
export interface PublishMessage {
  readonly type: 'publish';
  readonly id: number;
  readonly app: string;
  readonly streamKey: string;
  /** Of the stream key's query, as IVS reads it for a takeover. */
  readonly priority?: string;
}

/** Cuts a publisher off. */
export interface DropMessage {
  readonly type: 'drop';
  readonly id: number;
}
