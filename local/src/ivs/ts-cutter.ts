import { packetBytes, presentationTime, programMapPid, readPacket } from '@tidecast/media/mpeg-ts';

/** A piece of MPEG-TS that begins with its tables and a keyframe. */
export interface TsPart {
  readonly bytes: Buffer;
  /** Seconds. */
  readonly duration: number;
}

/** Ticks of a presentation time per second, and how many there are before it wraps around. */
const ticksPerSecond = 90_000;
const wrapTicks = 2 ** 33;
/** What the last part lasts, when nothing follows it: one picture, in seconds. */
const pictureSeconds = 1 / 30;

/**
 * Cuts an unbroken MPEG-TS before every keyframe. Each part begins with copies of the last tables:
 * packets may come twice (ISO 13818-1, 2.4.3.3), so the parts one after another are still one stream.
 */
export class TsCutter {
  readonly #onPart: (part: TsPart) => void;
  #rest = Buffer.alloc(0);
  #packets: Buffer[] = [];
  #tables = new Map<number, Buffer>();
  #mapPid: number | undefined;
  #startedAt: number | undefined;
  #lastTime: number | undefined;

  constructor(onPart: (part: TsPart) => void) {
    this.#onPart = onPart;
  }

  write(bytes: Buffer): void {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const whole = all.length - (all.length % packetBytes);
    for (let at = 0; at < whole; at += packetBytes) this.#take(all.subarray(at, at + packetBytes));
    this.#rest = Buffer.from(all.subarray(whole));
  }

  /** Gives what is left as the last part. */
  end(): void {
    if (this.#startedAt === undefined || this.#lastTime === undefined) return;
    this.#cut(elapsed(this.#startedAt, this.#lastTime) + pictureSeconds);
    this.#startedAt = undefined;
  }

  #take(bytes: Buffer): void {
    const packet = readPacket(bytes);
    if (!packet) return;
    const { pid, isKeyframe } = packet;
    if (pid === 0) this.#mapPid = programMapPid(packet);
    if (pid === 0 || pid === this.#mapPid) this.#tables.set(pid, bytes);
    const time = presentationTime(packet);
    if (time !== undefined && isKeyframe) {
      if (this.#startedAt !== undefined) this.#cut(elapsed(this.#startedAt, time));
      this.#startedAt = time;
      this.#packets = [...this.#tables.values()];
    }
    if (time !== undefined) this.#lastTime = time;
    // What comes before the first keyframe shows nothing.
    if (this.#startedAt !== undefined) this.#packets.push(bytes);
  }

  #cut(duration: number): void {
    this.#onPart({ bytes: Buffer.concat(this.#packets), duration });
    this.#packets = [];
  }
}

function elapsed(from: number, to: number): number {
  return ((to - from + wrapTicks) % wrapTicks) / ticksPerSecond;
}
