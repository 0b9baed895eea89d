import type { FfprobeResult, FfprobeStream } from '../ffmpeg/run-ffprobe.ts';
import type { StoredObject } from '../s3/object-store.ts';

/** MediaConvert's names for codecs, by ffmpeg's. */
const codecs: Readonly<Record<string, string>> = {
  h264: 'AVC',
  hevc: 'HEVC',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  mpeg4: 'MP4V',
  mpeg2video: 'MPEG2',
  mpeg1video: 'MPEG1',
  prores: 'PRORES',
  mjpeg: 'MJPEG',
  rawvideo: 'UNCOMPRESSED',
  theora: 'THEORA',
  dnxhd: 'VC3',
  vc1: 'VC1',
  dvvideo: 'DV',
  h263: 'H263',
  jpeg2000: 'JPEG2000',
  qtrle: 'QTRLE',
  aac: 'AAC',
  ac3: 'AC3',
  eac3: 'EAC3',
  mp2: 'MP2',
  mp3: 'MP3',
  opus: 'OPUS',
  vorbis: 'VORBIS',
  flac: 'FLAC',
  amr_nb: 'AMR',
  wmav1: 'WMA',
  wmav2: 'WMA2',
  wmapro: 'WMAPRO',
  webvtt: 'WEBVTT',
};

const formats: Readonly<Record<string, string>> = {
  mov: 'mp4',
  matroska: 'matroska',
  mpegts: 'mpegts',
  mpeg: 'mpegps',
  avi: 'avi',
  asf: 'asf',
  ogg: 'ogg',
  mp3: 'mp3',
  wav: 'wave',
  aac: 'aac',
  flac: 'flac',
  mxf: 'mxf',
};

const transfers: Readonly<Record<string, string>> = {
  bt709: 'ITU_709',
  smpte170m: 'SMPTE_170M',
  smpte2084: 'SMPTE_2084',
  'arib-std-b67': 'ARIB_B67',
  'iec61966-2-1': 'IEC_61966_2_1',
  'bt2020-10': 'ITU_2020_10bit',
  'bt2020-12': 'ITU_2020_12bit',
  linear: 'LINEAR',
};

const primaries: Readonly<Record<string, string>> = {
  bt709: 'ITU_709',
  bt2020: 'ITU_2020',
  bt470bg: 'ITU_470BG',
  smpte170m: 'SMPTE_170M',
  smpte431: 'SMPTE_431_2',
  smpte432: 'SMPTE_EG_432_1',
};

/** The first track that is film: covers and thumbnails are pictures attached to sound. */
export function videoStream(result: FfprobeResult): FfprobeStream | undefined {
  return result.streams.find((stream) => stream.codec_type === 'video' && !isCover(stream));
}

export function audioStream(result: FfprobeResult): FfprobeStream | undefined {
  return result.streams.find(
    (stream) => stream.codec_type === 'audio' && (stream.channels ?? 0) > 0,
  );
}

/** One entry of a Probe response, in MediaConvert's JSON. */
export function probeResult(result: FfprobeResult, object: StoredObject): Record<string, unknown> {
  const tracks = result.streams.filter((stream) => !isCover(stream)).map(track);
  const indexes = (type: string) =>
    tracks.filter(({ trackType }) => trackType === type).map(({ index }) => index);
  return {
    container: {
      format: formats[result.format.format_name?.split(',')[0] ?? ''],
      duration: decimal(result.format.duration),
      bitRate: decimal(result.format.bit_rate),
      tracks,
    },
    metadata: {
      fileSize: object.size,
      eTag: object.etag,
      mimeType: object.contentType,
      lastModified: Math.floor(object.lastModified.getTime() / 1000),
    },
    trackMappings: [
      {
        videoTrackIndexes: indexes('video'),
        audioTrackIndexes: indexes('audio'),
        dataTrackIndexes: indexes('data'),
      },
    ],
  };
}

function track(stream: FfprobeStream) {
  const type = stream.codec_type;
  return {
    index: stream.index,
    trackType: type === 'video' || type === 'audio' ? type : 'data',
    codec: codecName(stream),
    duration: trackDuration(stream),
    ...(type === 'video' && { videoProperties: videoProperties(stream) }),
    ...(type === 'audio' && {
      audioProperties: {
        channels: stream.channels,
        sampleRate: decimal(stream.sample_rate),
        bitRate: decimal(stream.bit_rate),
        languageCode: stream.tags?.language,
      },
    }),
  };
}

function videoProperties(stream: FfprobeStream) {
  return {
    width: stream.width,
    height: stream.height,
    bitDepth: bitDepth(stream),
    bitRate: decimal(stream.bit_rate),
    frameRate: ratio(frameRate(stream)),
    sampleAspectRatio: ratio(stream.sample_aspect_ratio),
    rotation: rotation(stream),
    colorPrimaries: primaries[stream.color_primaries ?? ''],
    transferCharacteristics: transfers[stream.color_transfer ?? ''],
  };
}

/** Degrees clockwise: ffprobe's side data turns the other way, its older tag the same way. */
function rotation(stream: FfprobeStream): number {
  const side = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  const degrees = side === undefined ? Number(stream.tags?.rotate ?? 0) : -side;
  return (((Number.isFinite(degrees) ? degrees : 0) % 360) + 360) % 360;
}

/** The mean rate: of a varying one the other figure is only the shortest frame. */
export function frameRate(stream: FfprobeStream): string | undefined {
  return ratio(stream.avg_frame_rate) ? stream.avg_frame_rate : stream.r_frame_rate;
}

/** `30000/1001` or `16:11`; undefined for values such as `0/0`. */
export function ratio(
  text: string | undefined,
): { numerator: number; denominator: number } | undefined {
  const match = /^(\d+)[/:](\d+)$/.exec(text ?? '');
  const numerator = Number(match?.[1] ?? 0);
  const denominator = Number(match?.[2] ?? 0);
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined;
}

function bitDepth({ bits_per_raw_sample, pix_fmt }: FfprobeStream): number {
  const declared = Number(bits_per_raw_sample);
  if (declared > 0) return declared;
  return Number(/p(9|10|12|14|16)(le|be)$/.exec(pix_fmt ?? '')?.[1] ?? 8);
}

function codecName({ codec_name = '' }: FfprobeStream): string {
  return codecs[codec_name] ?? (codec_name.startsWith('pcm_') ? 'PCM' : 'UNKNOWN');
}

function isCover({ disposition }: FfprobeStream): boolean {
  return disposition?.attached_pic === 1;
}

/** Seconds; undefined where only the container knows. */
export function trackDuration(stream: FfprobeStream): number | undefined {
  // What Matroska notes is when the track ends, so one that starts late lasts less.
  const end = clockDuration(stream.tags?.DURATION);
  const noted = end === undefined ? undefined : end - Math.max(0, decimal(stream.start_time) ?? 0);
  return decimal(stream.duration) ?? noted;
}

/** Matroska keeps a track's length as `00:01:02.500000000`. */
function clockDuration(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}

export function decimal(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) ? value : undefined;
}
