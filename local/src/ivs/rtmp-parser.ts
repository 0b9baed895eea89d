import Rtmp from 'node-media-server/src/protocol/rtmp.js';
import type { PublishStatus } from './ingest-protocol.ts';

/** A command has some hundred bytes; so much a peer may send before its key is known, in bytes. */
const largestCommand = 64 * 1024;
/** A whole picture at the highest bitrate that IVS takes has less than a second's bytes. */
const largestMessage = 4 * 1024 * 1024;
/** Encoders use a handful of chunk streams: each may hold a message that never ends. */
const maxChunkStreams = 16;

/** The library's parser for a peer that is not to be trusted, and who is asked before it is let in. */
export class RtmpParser extends Rtmp {
  #accepted = false;

  /** The library says yes to every key here, before anybody has looked at it. */
  override respondPublish(): void {}

  /** Lets the peer send. */
  accept(): void {
    this.#accepted = true;
    super.respondPublish();
  }

  refuse({ code, description }: PublishStatus): void {
    this.sendStatusMessage(this.streamId, 'error', code, description);
  }

  /** @throws RangeError for more than an encoder would send */
  override packetAlloc(): void {
    const { length } = this.parserPacket.header;
    if (length > (this.#accepted ? largestMessage : largestCommand))
      throw new RangeError(`a message of ${length} bytes`);
    if (this.inPackets.size > maxChunkStreams)
      throw new RangeError(`${this.inPackets.size} messages at once`);
    super.packetAlloc();
  }
}
