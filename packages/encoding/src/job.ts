import type {
  AudioDescription,
  CreateJobCommandInput,
  H264Settings,
  Output,
  OutputGroup,
} from '@aws-sdk/client-mediaconvert';
import { type CapturePlan, planPoster, planStoryboard } from './captures.ts';
import { type Ladder, type PlannedRendition, planLadder } from './ladder.ts';
import type { PlayableSource } from './source.ts';

/** Length of a segment, and of the closed GOP it holds, in seconds. */
export const segmentSeconds = 2;

export interface JobInput {
  /** Marks the job as this stack's. */
  readonly stack: string;
  readonly videoId: string;
  readonly attempt: number;
  readonly queueArn: string;
  readonly roleArn: string;
  /** `s3://bucket/key` of the uploaded file. */
  readonly sourceUrl: string;
  /** `s3://bucket/` and the directory and base name of the HLS group. */
  readonly hlsDestination: string;
  readonly posterDestination: string;
  readonly storyboardDestination: string;
  readonly source: PlayableSource;
}

/** What {@link createJobRequest} writes into a job and every event of it carries back. */
export interface JobMetadata {
  readonly stack: string;
  readonly videoId: string;
  readonly attempt: number;
}

const audioSelector = 'Audio Selector 1';
/**
 * Decoder buffer in seconds of video: AWS's templates use 2.5; a smaller one evens out segment
 * sizes.
 */
const bufferSeconds = 2;
/** MediaConvert's JPEG quality, 1 to 100. */
const jpegQuality = 80;

/**
 * The whole MediaConvert request for a video: one HLS group with every rung, poster candidates and
 * storyboard frames.
 *
 * Basic tier only: AVC in one pass and nothing that preprocesses the picture, so no tone mapping
 * either. Professional tier would double the price of every minute for the few HDR uploads, whose
 * colours keep their HDR tags and are mapped by the viewer's browser.
 */
export function createJobRequest(input: JobInput): CreateJobCommandInput {
  const { source } = input;
  const ladder = planLadder(source.video);
  return {
    ClientRequestToken: `${input.videoId}-${input.attempt}`,
    Queue: input.queueArn,
    Role: input.roleArn,
    StatusUpdateInterval: 'SECONDS_10',
    UserMetadata: {
      stack: input.stack,
      videoId: input.videoId,
      attempt: String(input.attempt),
    },
    Settings: {
      TimecodeConfig: { Source: 'ZEROBASED' },
      Inputs: [
        {
          FileInput: input.sourceUrl,
          TimecodeSource: 'ZEROBASED',
          VideoSelector: { Rotate: 'AUTO' },
          ...(source.audio && {
            AudioSelectors: { [audioSelector]: { DefaultSelection: 'DEFAULT' } },
          }),
        },
      ],
      OutputGroups: [
        hlsGroup(input, ladder),
        captureGroup('Poster', input.posterDestination, planPoster(source)),
        captureGroup('Storyboard', input.storyboardDestination, planStoryboard(source)),
      ],
    },
  };
}

/** The metadata of a job or of an event about one; undefined when it is not of ours. */
export function parseJobMetadata(
  metadata: Readonly<Record<string, unknown>> | undefined,
): JobMetadata | undefined {
  const { stack, videoId, attempt } = metadata ?? {};
  const count = Number(attempt);
  if (typeof stack !== 'string' || typeof videoId !== 'string') return undefined;
  return Number.isInteger(count) && count > 0 ? { stack, videoId, attempt: count } : undefined;
}

function hlsGroup({ hlsDestination, source }: JobInput, ladder: Ladder): OutputGroup {
  return {
    Name: 'HLS',
    OutputGroupSettings: {
      Type: 'HLS_GROUP_SETTINGS',
      HlsGroupSettings: {
        Destination: hlsDestination,
        SegmentLength: segmentSeconds,
        MinSegmentLength: 0,
        SegmentControl: 'SEGMENTED_FILES',
        SegmentLengthControl: 'GOP_MULTIPLE',
        DirectoryStructure: 'SINGLE_DIRECTORY',
        OutputSelection: 'MANIFESTS_AND_SEGMENTS',
        ProgressiveWriteHlsManifest: 'ENABLED',
        ManifestDurationFormat: 'FLOATING_POINT',
        ManifestCompression: 'NONE',
        TargetDurationCompatibilityMode: 'SPEC_COMPLIANT',
        StreamInfResolution: 'INCLUDE',
        CodecSpecification: 'RFC_4281',
        CaptionLanguageSetting: 'OMIT',
        ProgramDateTime: 'EXCLUDE',
        ClientCache: 'ENABLED',
      },
    },
    Outputs: ladder.renditions.map((rendition) => hlsOutput(rendition, ladder, source)),
  };
}

function hlsOutput(rendition: PlannedRendition, ladder: Ladder, source: PlayableSource): Output {
  return {
    NameModifier: `_${rendition.rung}p`,
    ContainerSettings: { Container: 'M3U8' },
    VideoDescription: {
      Width: rendition.width,
      Height: rendition.height,
      ScalingBehavior: 'STRETCH_TO_OUTPUT',
      CodecSettings: { Codec: 'H_264', H264Settings: h264(rendition, ladder) },
    },
    ...(source.audio && { AudioDescriptions: [aac(rendition)] }),
  };
}

function h264(rendition: PlannedRendition, { frameRate }: Ladder): H264Settings {
  return {
    RateControlMode: 'QVBR',
    QvbrSettings: { QvbrQualityLevel: rendition.qvbrLevel },
    MaxBitrate: rendition.maxBitrate,
    HrdBufferSize: rendition.maxBitrate * bufferSeconds,
    QualityTuningLevel: 'SINGLE_PASS_HQ',
    CodecProfile: 'HIGH',
    CodecLevel: 'AUTO',
    GopSize: segmentSeconds,
    GopSizeUnits: 'SECONDS',
    GopClosedCadence: 1,
    // A keyframe only where the cadence asks: segments of all rungs then start together.
    MinIInterval: 0,
    SceneChangeDetect: 'DISABLED',
    InterlaceMode: 'PROGRESSIVE',
    // The planned size has square pixels, whatever the source had.
    ParControl: 'SPECIFIED',
    ParNumerator: 1,
    ParDenominator: 1,
    ...(frameRate
      ? {
          FramerateControl: 'SPECIFIED',
          FramerateNumerator: frameRate.numerator,
          FramerateDenominator: frameRate.denominator,
          FramerateConversionAlgorithm: 'DUPLICATE_DROP',
        }
      : { FramerateControl: 'INITIALIZE_FROM_SOURCE' }),
  };
}

function aac({ audioBitrate }: PlannedRendition): AudioDescription {
  return {
    AudioSourceName: audioSelector,
    CodecSettings: {
      Codec: 'AAC',
      AacSettings: {
        Bitrate: audioBitrate,
        CodecProfile: 'LC',
        CodingMode: 'CODING_MODE_2_0',
        RateControlMode: 'CBR',
        SampleRate: 48_000,
      },
    },
  };
}

function captureGroup(name: string, destination: string, plan: CapturePlan): OutputGroup {
  return {
    Name: name,
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: destination },
    },
    Outputs: [
      {
        Extension: 'jpg',
        ContainerSettings: { Container: 'RAW' },
        VideoDescription: {
          Width: plan.width,
          Height: plan.height,
          ScalingBehavior: 'STRETCH_TO_OUTPUT',
          CodecSettings: {
            Codec: 'FRAME_CAPTURE',
            FrameCaptureSettings: {
              FramerateNumerator: 1000,
              FramerateDenominator: plan.intervalMs,
              MaxCaptures: plan.count,
              Quality: jpegQuality,
            },
          },
        },
      },
    ],
  };
}
