/** What planning an encode needs to know about a source file. Durations in seconds. */

/** An exact fraction: 30000/1001 frames a second, 16:11 pixels. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** The picture as stored, before rotation and pixel shape are applied. */
export interface SourcePicture {
  readonly width: number;
  readonly height: number;
  /** Degrees to turn it for display; any multiple of 90, either sign. */
  readonly rotation?: number;
  /** Width to height of one stored pixel; square when absent. */
  readonly sampleAspectRatio?: Ratio;
  /** Absent when the file does not say, or varies. */
  readonly frameRate?: Ratio;
}

/** How brightness is encoded: standard range, or one of the two HDR curves. */
export type DynamicRange = 'sdr' | 'pq' | 'hlg';

export interface VideoTrack extends SourcePicture {
  /** As MediaConvert names it: `AVC`, `HEVC`, `VP9`, ... */
  readonly codec?: string;
  readonly bitDepth?: number;
  readonly dynamicRange: DynamicRange;
}

export interface AudioTrack {
  readonly codec?: string;
  readonly channels?: number;
}

/** What a probe found; anything may be missing. */
export interface SourceInfo {
  /** Of the video track where known, else of the container. */
  readonly duration?: number;
  readonly video?: VideoTrack;
  readonly audio?: AudioTrack;
}

/** A source with everything that an encode needs. */
export interface PlayableSource extends SourceInfo {
  readonly duration: number;
  readonly video: VideoTrack;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The picture as a viewer sees it: pixels made square, then turned. Not rounded. */
export function displaySize(picture: SourcePicture): Size {
  const { numerator, denominator } = picture.sampleAspectRatio ?? { numerator: 1, denominator: 1 };
  const width = (picture.width * numerator) / denominator;
  return isSideways(picture.rotation ?? 0)
    ? { width: picture.height, height: width }
    : { width, height: picture.height };
}

function isSideways(rotation: number): boolean {
  return Math.abs(Math.round(rotation / 90)) % 2 === 1;
}
