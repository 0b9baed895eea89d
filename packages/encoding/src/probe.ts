import type { ProbeResult, Track, VideoProperties } from '@aws-sdk/client-mediaconvert';
import type { AudioTrack, DynamicRange, Ratio, SourceInfo, VideoTrack } from './source.ts';

/** Containers of music: a picture in one is its cover. */
const audioFormats: readonly (string | undefined)[] = [
  'aac',
  'ac3',
  'eac3',
  'flac',
  'mp3',
  'ogg',
  'wave',
];

/** Reads a MediaConvert Probe result. Lenient: absent and implausible values are left out. */
export function parseProbe(result: ProbeResult | undefined): SourceInfo {
  const container = result?.Container;
  const tracks = container?.Tracks ?? [];
  const videoTrack = tracks.find(
    (track) => isVideo(track) && !(audioFormats.includes(container?.Format) && isStill(track)),
  );
  const audioTrack = tracks.find(({ TrackType }) => TrackType === 'audio');
  const duration = positive(videoTrack?.Duration) ?? positive(container?.Duration);
  const video = videoTrack && parseVideo(videoTrack);
  const audio = audioTrack && parseAudio(audioTrack);
  return {
    ...(duration !== undefined && { duration }),
    ...(video && { video }),
    ...(audio && { audio }),
  };
}

function isVideo(track: Track): boolean {
  const { Width, Height } = track.VideoProperties ?? {};
  return (
    track.TrackType === 'video' && positive(Width) !== undefined && positive(Height) !== undefined
  );
}

function isStill({ Codec }: Track): boolean {
  return Codec === 'MJPEG' || Codec === 'UNKNOWN' || Codec === undefined;
}

function parseVideo(track: Track): VideoTrack {
  const properties = track.VideoProperties ?? {};
  const pixel = ratio(properties.SampleAspectRatio);
  const frameRate = ratio(properties.FrameRate);
  const bitDepth = positive(properties.BitDepth);
  return {
    width: properties.Width ?? 0,
    height: properties.Height ?? 0,
    rotation: quarterTurn(properties.Rotation),
    ...(pixel && { sampleAspectRatio: pixel }),
    ...(frameRate && { frameRate }),
    ...(track.Codec && { codec: track.Codec }),
    ...(bitDepth !== undefined && { bitDepth }),
    dynamicRange: dynamicRange(properties.TransferCharacteristics),
  };
}

function parseAudio(track: Track): AudioTrack {
  const channels = positive(track.AudioProperties?.Channels);
  return {
    ...(track.Codec && { codec: track.Codec }),
    ...(channels !== undefined && { channels }),
  };
}

function dynamicRange(transfer: VideoProperties['TransferCharacteristics']): DynamicRange {
  if (transfer === 'SMPTE_2084') return 'pq';
  if (transfer === 'ARIB_B67') return 'hlg';
  return 'sdr';
}

/** MediaConvert rotates only within one degree of a quarter turn, and so do we. */
function quarterTurn(degrees: number | undefined): number {
  const turned = (((degrees ?? 0) % 360) + 360) % 360;
  const nearest = Math.round(turned / 90) * 90;
  return Math.abs(turned - nearest) <= 1 ? nearest % 360 : 0;
}

function ratio(
  value:
    | { readonly Numerator?: number | undefined; readonly Denominator?: number | undefined }
    | null
    | undefined,
): Ratio | undefined {
  const numerator = positive(value?.Numerator);
  const denominator = positive(value?.Denominator);
  return numerator !== undefined && denominator !== undefined
    ? { numerator, denominator }
    : undefined;
}

function positive(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
