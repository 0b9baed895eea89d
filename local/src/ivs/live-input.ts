import { flvHeader, readTag } from './flv.ts';
import type { Publisher } from './ingest.ts';
import type { Size } from './ladder.ts';

/** So much sound before any picture, in milliseconds or bytes, and no picture will come. Ours. */
const longestDark = 10_000;
const maxHeld = 4 * 1024 * 1024;

const noPicture = 'no picture came: send H264 and AAC';

/** What one publisher sends, held back until it is known what it is. */
export class LiveInput {
  readonly publisher: Publisher;
  /** Of a takeover; 0 where the encoder names none. */
  readonly priority: number;
  /** When its first sound or picture came, in Unix milliseconds. */
  startedAt = 0;
  size: Size | undefined;
  hasAudio = false;
  /** Why IVS would refuse it. */
  refusal: string | undefined;
  #held: Buffer[] | undefined = [];
  #forward: ((bytes: Buffer) => void) | undefined;
  #pictures = 0;
  #firstTime: number | undefined;
  #heldBytes = 0;

  constructor(publisher: Publisher) {
    this.publisher = publisher;
    const priority = Number(publisher.priority ?? 0);
    this.priority = Number.isInteger(priority) ? priority : 0;
  }

  /** Whether a picture has come, and with it all that must be known to encode it. */
  get isReady(): boolean {
    return this.#pictures > 0 && this.size !== undefined;
  }

  /** Whether it may go on where another ends: the renditions stay what they are. */
  hasMediaOf(other: LiveInput): boolean {
    const { size } = other;
    const isSameSize = this.size?.width === size?.width && this.size?.height === size?.height;
    return isSameSize && this.hasAudio === other.hasAudio;
  }

  /** @returns the time of the tag on its encoder's clock, in milliseconds */
  take(tag: Buffer): number | undefined {
    const read = readTag(tag);
    if (!read) return undefined;
    // IVS takes these two alone (user guide, "Streaming Configuration").
    if (read.codec !== (read.kind === 'video' ? 'H264' : 'AAC'))
      this.refusal ??= `${read.codec} is not supported: send H264 and AAC`;
    if (read.kind === 'audio' && read.isHeader) this.hasAudio = true;
    if (read.size) this.size = read.size;
    if (read.kind === 'video' && !read.isHeader) {
      this.#pictures += 1;
      if (!this.size) this.refusal ??= 'the picture came without its configuration';
    }
    if (!read.isHeader && this.startedAt === 0) this.startedAt = Date.now();
    if (this.#forward) this.#forward(tag);
    else this.#hold(tag);
    if (read.isHeader) return undefined;
    this.#firstTime ??= read.time;
    if (this.#pictures === 0 && read.time - this.#firstTime > longestDark)
      this.refusal ??= noPicture;
    return read.time;
  }

  #hold(tag: Buffer): void {
    this.#held?.push(tag);
    this.#heldBytes += tag.length;
    if (this.#pictures === 0 && this.#heldBytes > maxHeld) this.refusal ??= noPicture;
  }

  /** Sends on, as FLV, what was held back, and from now on what comes. */
  pipe(forward: (bytes: Buffer) => void): void {
    forward(Buffer.concat([flvHeader(this.hasAudio), ...(this.#held ?? [])]));
    this.#held = undefined;
    this.#forward = forward;
  }
}
