/** One rung of the live ladder. */
export interface Rung {
  /** As IVS names the folder of a rendition: `720p30`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Bits per second of the picture, at most. */
  readonly videoBitrate: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Seconds of one part: a player starts three of them behind. */
export const partSeconds = 0.5;
/** Every rung's: exact parts need a whole number of pictures in each. */
export const frameRate = 30;
/** A live picture does not wait for a better one; two cores keep real time with 1080p30 so. */
const defaultPreset = 'superfast';

const shortSides = [720, 480, 270] as const;
const bitrates: Readonly<Record<(typeof shortSides)[number], number>> = {
  720: 2_500_000,
  480: 1_200_000,
  270: 400_000,
};

/** The rungs of a source, highest first: none above it, and always one. */
export function planLadder(source: Size): Rung[] {
  const short = Math.min(source.width, source.height);
  const fitting = shortSides.filter((side) => side <= short);
  if (fitting.length === 0) return [rungOf(source, short, bitrates[270])];
  return fitting.map((side) => rungOf(source, side, bitrates[side]));
}

function rungOf({ width, height }: Size, side: number, videoBitrate: number): Rung {
  const factor = side / Math.min(width, height);
  // H.264 in 4:2:0 has even sides only.
  const even = (length: number) => Math.max(2, 2 * Math.round((length * factor) / 2));
  return {
    name: `${side}p${frameRate}`,
    width: even(width),
    height: even(height),
    videoBitrate,
  };
}

/**
 * Arguments for an ffmpeg that reads FLV from its input and writes each rung as one unbroken
 * MPEG-TS to file descriptors 3, 4, ..., with a keyframe where each part begins.
 */
export function ladderArguments(
  rungs: readonly Rung[],
  { hasAudio, preset = defaultPreset }: { hasAudio: boolean; preset?: string | undefined },
): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-nostats'],
    // What is in the stream is known already: looking longer would only be late.
    ...['-probesize', '500000', '-analyzeduration', '500000', '-fpsprobesize', '0'],
    ...['-f', 'flv', '-i', 'pipe:0'],
    ...['-filter_complex', filterGraph(rungs)],
    ...rungs.flatMap((rung, index) => outputArguments(rung, index, hasAudio, preset)),
  ];
}

/** Each rung is scaled from the one above it: that costs less than from the source. */
function filterGraph(rungs: readonly Rung[]): string {
  return rungs
    .map(({ width, height }, index) => {
      const source = index === 0 ? `[0:v:0]fps=${frameRate},` : `[next${index - 1}]`;
      const scaled = `${source}scale=${width}:${height}:flags=fast_bilinear,setsar=1,format=yuv420p`;
      const last = index === rungs.length - 1;
      return last ? `${scaled}[rung${index}]` : `${scaled},split=2[rung${index}][next${index}]`;
    })
    .join(';');
}

function outputArguments(rung: Rung, index: number, hasAudio: boolean, preset: string): string[] {
  return [
    ...['-map', `[rung${index}]`, '-c:v', 'libx264', '-preset', preset, '-tune', 'zerolatency'],
    ...['-profile:v', 'main', '-b:v', String(rung.videoBitrate)],
    ...['-maxrate', String(rung.videoBitrate), '-bufsize', String(rung.videoBitrate)],
    ...['-force_key_frames', `expr:gte(t,n_forced*${partSeconds})`],
    ...['-sc_threshold', '0', '-g', '600', '-flags', '+cgop'],
    ...(hasAudio ? ['-map', '0:a:0', '-c:a', 'copy'] : []),
    // Sound goes out frame by frame: a fuller packet would come a part too late.
    ...['-muxdelay', '0', '-muxpreload', '0', '-pes_payload_size', '0', '-flush_packets', '1'],
    ...['-f', 'mpegts', `pipe:${3 + index}`],
  ];
}
