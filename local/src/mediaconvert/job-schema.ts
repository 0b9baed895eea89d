import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';

/**
 * The settings that the local encoder honours, in MediaConvert's JSON. Everything is strict: a
 * setting that is not here would silently mean something in AWS and nothing here, so it is refused
 * by name instead.
 */

const maximumInteger = 2_147_483_647;
const positive = z.int().min(1).max(maximumInteger);
const side = z.int().min(32).max(8192);
const s3Url = z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.+$/, 'must be s3://bucket/key');

const hlsGroupSettings = z.strictObject({
  type: z.literal('HLS_GROUP_SETTINGS'),
  hlsGroupSettings: z.strictObject({
    destination: s3Url,
    segmentLength: z.int().min(1).max(60),
    minSegmentLength: z.literal(0).optional(),
    segmentControl: z.literal('SEGMENTED_FILES').optional(),
    segmentLengthControl: z.literal('GOP_MULTIPLE').optional(),
    directoryStructure: z.literal('SINGLE_DIRECTORY').optional(),
    outputSelection: z.literal('MANIFESTS_AND_SEGMENTS').optional(),
    progressiveWriteHlsManifest: z.enum(['ENABLED', 'DISABLED']).optional(),
    manifestDurationFormat: z.literal('FLOATING_POINT'),
    manifestCompression: z.literal('NONE').optional(),
    targetDurationCompatibilityMode: z.literal('SPEC_COMPLIANT'),
    streamInfResolution: z.literal('INCLUDE').optional(),
    codecSpecification: z.literal('RFC_4281').optional(),
    captionLanguageSetting: z.literal('OMIT').optional(),
    programDateTime: z.literal('EXCLUDE').optional(),
    clientCache: z.literal('ENABLED').optional(),
  }),
});

const fileGroupSettings = z.strictObject({
  type: z.literal('FILE_GROUP_SETTINGS'),
  fileGroupSettings: z.strictObject({ destination: s3Url }),
});

const h264Settings = z.strictObject({
  rateControlMode: z.literal('QVBR'),
  qvbrSettings: z.strictObject({ qvbrQualityLevel: z.int().min(1).max(10) }),
  maxBitrate: z.int().min(1000).max(1_152_000_000),
  hrdBufferSize: z.int().min(0).max(1_152_000_000).optional(),
  qualityTuningLevel: z.enum(['SINGLE_PASS', 'SINGLE_PASS_HQ']).optional(),
  codecProfile: z.enum(['BASELINE', 'MAIN', 'HIGH']).optional(),
  codecLevel: z.literal('AUTO').optional(),
  gopSize: z.number().positive().max(60),
  gopSizeUnits: z.literal('SECONDS'),
  gopClosedCadence: z.literal(1),
  minIInterval: z.literal(0).optional(),
  sceneChangeDetect: z.literal('DISABLED'),
  interlaceMode: z.literal('PROGRESSIVE').optional(),
  parControl: z.literal('SPECIFIED'),
  parNumerator: z.literal(1),
  parDenominator: z.literal(1),
  framerateControl: z.enum(['INITIALIZE_FROM_SOURCE', 'SPECIFIED']).optional(),
  framerateNumerator: positive.optional(),
  framerateDenominator: positive.optional(),
  framerateConversionAlgorithm: z.literal('DUPLICATE_DROP').optional(),
});

const aacSettings = z.strictObject({
  bitrate: z.int().min(6000).max(1_024_000),
  codecProfile: z.literal('LC').optional(),
  codingMode: z.literal('CODING_MODE_2_0'),
  rateControlMode: z.literal('CBR').optional(),
  sampleRate: z.literal(48_000),
});

const audioDescription = z.strictObject({
  audioSourceName: z.string(),
  codecSettings: z.strictObject({ codec: z.literal('AAC'), aacSettings }),
});

const hlsOutput = z.strictObject({
  nameModifier: z.string().regex(/^[\w-]{1,64}$/, 'must be letters, digits, _ or -'),
  containerSettings: z.strictObject({ container: z.literal('M3U8') }),
  videoDescription: z.strictObject({
    width: side.multipleOf(2),
    height: side.multipleOf(2),
    scalingBehavior: z.literal('STRETCH_TO_OUTPUT'),
    codecSettings: z.strictObject({ codec: z.literal('H_264'), h264Settings }),
  }),
  audioDescriptions: z.array(audioDescription).length(1).optional(),
});

const captureOutput = z.strictObject({
  extension: z.literal('jpg').optional(),
  nameModifier: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be letters, digits, _ or -')
    .optional(),
  containerSettings: z.strictObject({ container: z.literal('RAW') }),
  videoDescription: z.strictObject({
    width: side.multipleOf(2),
    height: side.multipleOf(2),
    scalingBehavior: z.literal('STRETCH_TO_OUTPUT'),
    codecSettings: z.strictObject({
      codec: z.literal('FRAME_CAPTURE'),
      frameCaptureSettings: z.strictObject({
        framerateNumerator: positive,
        framerateDenominator: positive,
        maxCaptures: z.int().min(1).max(10_000_000),
        quality: z.int().min(1).max(100).optional(),
      }),
    }),
  }),
});

const hlsGroup = z.strictObject({
  name: z.string().optional(),
  outputGroupSettings: hlsGroupSettings,
  outputs: z.array(hlsOutput).min(1).max(20),
});

const captureGroup = z.strictObject({
  name: z.string().optional(),
  outputGroupSettings: fileGroupSettings,
  outputs: z.array(captureOutput).min(1).max(20),
});

/** Told apart by type before it is checked, so that an error names the setting that is wrong. */
const outputGroup = z.unknown().transform((group, context): HlsGroup | CaptureGroup => {
  const schema = groupType(group) === 'HLS_GROUP_SETTINGS' ? hlsGroup : captureGroup;
  const parsed = schema.safeParse(group);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    context.issues.push({ ...issue, input: group } as z.core.$ZodRawIssue);
  }
  return z.NEVER;
});

const input = z.strictObject({
  fileInput: s3Url,
  timecodeSource: z.literal('ZEROBASED').optional(),
  videoSelector: z.strictObject({ rotate: z.enum(['AUTO', 'DEGREE_0']).optional() }).optional(),
  audioSelectors: z
    .record(z.string(), z.strictObject({ defaultSelection: z.literal('DEFAULT') }))
    .optional(),
});

const statusUpdateIntervals = [10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600];

const createJob = z.strictObject({
  clientRequestToken: z.string().min(1).max(64).optional(),
  queue: z.string().optional(),
  role: z.string().min(1),
  statusUpdateInterval: z
    .enum(statusUpdateIntervals.map((seconds) => `SECONDS_${seconds}`))
    .optional(),
  userMetadata: z.record(z.string(), z.string()).optional(),
  settings: z.strictObject({
    timecodeConfig: z.strictObject({ source: z.literal('ZEROBASED').optional() }).optional(),
    inputs: z.array(input).length(1),
    outputGroups: z.array(outputGroup).min(1).max(20),
  }),
});

export type HlsOutputSettings = z.infer<typeof hlsOutput>;
export type CaptureOutputSettings = z.infer<typeof captureOutput>;
export type HlsGroup = z.infer<typeof hlsGroup>;
export type CaptureGroup = z.infer<typeof captureGroup>;
export type CreateJobRequest = z.infer<typeof createJob>;

export function isHlsGroup(group: HlsGroup | CaptureGroup): group is HlsGroup {
  return group.outputGroupSettings.type === 'HLS_GROUP_SETTINGS';
}

/**
 * Checks a CreateJob body.
 *
 * @throws AwsError `BadRequestException` naming every setting that is not supported
 */
export function parseCreateJob(body: unknown): CreateJobRequest {
  const parsed = createJob.safeParse(body);
  if (!parsed.success) {
    throw new AwsError(
      'BadRequestException',
      parsed.error.issues.map((issue) => problem(issue, body)).join('; '),
    );
  }
  const groups = parsed.data.settings.outputGroups;
  if (!groups.some(isHlsGroup)) {
    throw new AwsError(
      'BadRequestException',
      'Settings.OutputGroups: frame captures need a video output beside them; add an HLS group',
    );
  }
  return parsed.data;
}

/** `Settings.OutputGroups[0].Outputs[1].…Codec: HEVC is not supported here (H_264 is)`. */
function problem(issue: z.core.$ZodIssue, body: unknown): string {
  const at = (path: readonly PropertyKey[]) => pathText(path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${at([...issue.path, key])}: not supported here`).join('; ');
  }
  const value = issue.path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    body,
  );
  if (value === undefined) return `${at(issue.path)}: missing`;
  if (issue.code === 'invalid_value') {
    return `${at(issue.path)}: ${String(value)} is not supported here, only ${issue.values.join(', ')}`;
  }
  return `${at(issue.path)}: ${issue.message}`;
}

/** The path as the SDKs spell it: members capitalised, keys of maps as they are. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key, index) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    const isMapKey = ['audioSelectors', 'userMetadata'].includes(String(path[index - 1] ?? ''));
    const shown = isMapKey ? name : name.charAt(0).toUpperCase() + name.slice(1);
    return text === '' ? shown : `${text}.${shown}`;
  }, '');
}

function groupType(group: unknown): unknown {
  return (group as { outputGroupSettings?: { type?: unknown } } | null)?.outputGroupSettings?.type;
}
