import { describe, expect, test } from '@jest/globals';
import { createJobRequest, type JobInput, parseJobMetadata } from './job.ts';
import type { PlayableSource, VideoTrack } from './source.ts';

const input = (
  source: Partial<PlayableSource> = {},
  video: Partial<VideoTrack> = {},
): JobInput => ({
  stack: 'dev',
  videoId: '01JZ0000000000000000000000',
  attempt: 2,
  queueArn: 'arn:aws:mediaconvert:us-east-1:111122223333:queues/Default',
  roleArn: 'arn:aws:iam::111122223333:role/encode',
  sourceUrl: 's3://source/u/o/v/source',
  hlsDestination: 's3://media/v/1/hls/index',
  posterDestination: 's3://media/v/1/poster/poster',
  storyboardDestination: 's3://media/v/1/storyboard/frame',
  source: {
    duration: 60,
    audio: { codec: 'AAC', channels: 2 },
    ...source,
    video: { width: 1920, height: 1080, dynamicRange: 'sdr', ...video },
  },
});

/** Every setting of a request as `Path.To.Key=value`. */
function settings(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => settings(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}=${value}`];
  return Object.entries(value).flatMap(([key, item]) =>
    settings(item, path ? `${path}.${key}` : key),
  );
}

describe('createJobRequest', () => {
  test('carries who asked and a token that names the attempt', () => {
    expect(createJobRequest(input())).toMatchObject({
      ClientRequestToken: '01JZ0000000000000000000000-2',
      UserMetadata: { stack: 'dev', videoId: '01JZ0000000000000000000000', attempt: '2' },
      StatusUpdateInterval: 'SECONDS_10',
    });
  });

  test('has one HLS output a rung, named by it, and two groups of captures', () => {
    const groups = createJobRequest(input()).Settings?.OutputGroups ?? [];
    expect(groups.map(({ Name }) => Name)).toEqual(['HLS', 'Poster', 'Storyboard']);
    expect(groups[0]?.Outputs?.map(({ NameModifier }) => NameModifier)).toEqual([
      '_1080p',
      '_720p',
      '_540p',
      '_360p',
      '_270p',
    ]);
    expect(groups[0]?.OutputGroupSettings?.HlsGroupSettings).toMatchObject({
      Destination: 's3://media/v/1/hls/index',
      ProgressiveWriteHlsManifest: 'ENABLED',
    });
  });

  test('turns the picture by its own metadata', () => {
    expect(settings(createJobRequest(input()))).toContain(
      'Settings.Inputs[].VideoSelector.Rotate=AUTO',
    );
  });

  test('asks for no sound where there is none', () => {
    const { audio: _, ...silent } = input().source;
    const request = createJobRequest({ ...input(), source: silent });
    expect(settings(request).filter((setting) => setting.includes('Audio'))).toEqual([]);
    expect(settings(createJobRequest(input())).filter((one) => one.includes('Audio'))).not.toEqual(
      [],
    );
  });

  test('drops frames above 60 a second and keeps the rate otherwise', () => {
    const h264 = (numerator: number) =>
      createJobRequest(input({}, { frameRate: { numerator, denominator: 1 } })).Settings
        ?.OutputGroups?.[0]?.Outputs?.[0]?.VideoDescription?.CodecSettings?.H264Settings;
    expect(h264(120)).toMatchObject({
      FramerateControl: 'SPECIFIED',
      FramerateNumerator: 120,
      FramerateDenominator: 2,
    });
    expect(h264(50)).toMatchObject({ FramerateControl: 'INITIALIZE_FROM_SOURCE' });
  });

  test.each<[string, JobInput]>([
    ['1080p', input()],
    [
      '4K HDR at 120',
      input(
        {},
        {
          width: 3840,
          height: 2160,
          dynamicRange: 'pq',
          bitDepth: 10,
          frameRate: { numerator: 120, denominator: 1 },
        },
      ),
    ],
    ['upright, silent', { ...input({}, { rotation: 90 }) }],
  ])('stays in the Basic tier: %s', (_name, job) => {
    const keys = new Set(
      settings(createJobRequest(job)).map((setting) =>
        setting.replace(/=.*/, '').replace(/.*\./, ''),
      ),
    );
    // Keys known not to move a job to the Professional tier, whatever their value unless below.
    // Acceleration, preprocessors, filters, automated ABR, encryption and the rest are not here.
    const basic = new Set([
      ...['ClientRequestToken', 'Queue', 'Role', 'StatusUpdateInterval'],
      ...['stack', 'videoId', 'attempt', 'Source', 'FileInput', 'TimecodeSource', 'Rotate'],
      ...['DefaultSelection', 'Name', 'Type', 'Destination', 'SegmentLength', 'MinSegmentLength'],
      ...['SegmentControl', 'SegmentLengthControl', 'DirectoryStructure', 'OutputSelection'],
      ...['ProgressiveWriteHlsManifest', 'ManifestDurationFormat', 'ManifestCompression'],
      ...['TargetDurationCompatibilityMode', 'StreamInfResolution', 'CodecSpecification'],
      ...['CaptionLanguageSetting', 'ProgramDateTime', 'ClientCache', 'NameModifier', 'Container'],
      ...['Extension', 'Width', 'Height', 'ScalingBehavior', 'Codec', 'RateControlMode'],
      ...['QvbrQualityLevel', 'MaxBitrate', 'HrdBufferSize', 'QualityTuningLevel', 'CodecProfile'],
      ...['CodecLevel', 'GopSize', 'GopSizeUnits', 'GopClosedCadence', 'MinIInterval'],
      ...['SceneChangeDetect', 'InterlaceMode', 'ParControl', 'ParNumerator', 'ParDenominator'],
      ...['FramerateControl', 'FramerateNumerator', 'FramerateDenominator', 'MaxCaptures'],
      ...['FramerateConversionAlgorithm', 'Quality', 'AudioSourceName', 'Bitrate', 'CodingMode'],
      'SampleRate',
    ]);
    expect([...keys].filter((key) => !basic.has(key))).toEqual([]);
    const values = (key: string) => [
      ...new Set(
        settings(createJobRequest(job))
          .filter((setting) => setting.includes(`.${key}=`))
          .map((setting) => setting.replace(/.*=/, '')),
      ),
    ];
    expect(values('QualityTuningLevel')).toEqual(['SINGLE_PASS_HQ']);
    expect(values('Codec').sort()).toEqual(['AAC', 'FRAME_CAPTURE', 'H_264']);
    expect(
      values('FramerateConversionAlgorithm').filter((one) => one !== 'DUPLICATE_DROP'),
    ).toEqual([]);
    expect(values('CodecProfile').sort()).toEqual(['HIGH', 'LC']);
  });
});

describe('parseJobMetadata', () => {
  test('reads back what a request carries', () => {
    expect(parseJobMetadata(createJobRequest(input()).UserMetadata)).toEqual({
      stack: 'dev',
      videoId: '01JZ0000000000000000000000',
      attempt: 2,
    });
  });

  test.each([undefined, {}, { stack: 'dev', videoId: 'x', attempt: 'two' }])(
    'is undefined for %j',
    (metadata) => {
      expect(parseJobMetadata(metadata)).toBeUndefined();
    },
  );
});
