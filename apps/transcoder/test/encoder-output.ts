import type { Job } from '@aws-sdk/client-mediaconvert';
import type { FakeS3 } from '../../../packages/media/test/fake-s3.ts';

const renditions = [
  { rung: 720, width: 1280, height: 720, average: 2_100_000 },
  { rung: 360, width: 640, height: 360, average: 700_000 },
];

/** Writes what a complete job leaves in the bucket, `seconds` long. */
export function writeEncoderOutput(s3: FakeS3, videoId: string, seconds: number): void {
  const put = (name: string, body: string) => s3.put('media', `v/${videoId}/${name}`, body);
  const master = renditions.map(
    ({ rung, width, height, average }) =>
      `#EXT-X-STREAM-INF:BANDWIDTH=${average * 2},AVERAGE-BANDWIDTH=${average},` +
      `CODECS="avc1.640020,mp4a.40.2",RESOLUTION=${width}x${height}\nindex_${rung}p.m3u8`,
  );
  // Smallest first, as MediaConvert is free to list them.
  put('hls/index.m3u8', ['#EXTM3U', ...master.reverse(), ''].join('\n'));
  const segments = Math.ceil(seconds / 2);
  const list = Array.from({ length: segments }, (_, n) => {
    const length = Math.min(2, seconds - n * 2);
    return `#EXTINF:${length.toFixed(3)},\nindex_${String(n + 1).padStart(5, '0')}.ts`;
  });
  for (const { rung } of renditions)
    put(`hls/index_${rung}p.m3u8`, ['#EXTM3U', ...list, '#EXT-X-ENDLIST', ''].join('\n'));
  put('poster/poster.0000000.jpg', 'black');
  put('poster/poster.0000001.jpg', 'the picture with the most in it');
  put('poster/poster.0000002.jpg', 'a fade');
  for (let n = 0; n * 2 < seconds; n += 1)
    put(`storyboard/frame.${String(n).padStart(7, '0')}.jpg`, `frame ${n}`);
}

/** The renditions above, as the catalog keeps them. */
export const writtenRenditions = renditions
  .map(({ rung, width, height, average }) => ({ rung, width, height, bitrate: average }))
  .sort((one, other) => other.rung - one.rung);

/** A job event, as EventBridge delivers it. */
export function jobEvent(
  job: Pick<Job, 'Id' | 'UserMetadata'>,
  status: string,
  at: number,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    version: '0',
    id: crypto.randomUUID(),
    source: 'aws.mediaconvert',
    'detail-type': 'MediaConvert Job State Change',
    time: new Date(at).toISOString(),
    detail: {
      timestamp: at,
      accountId: '000000000000',
      queue: 'arn:aws:mediaconvert:ap-northeast-2:000000000000:queues/Default',
      jobId: job.Id,
      status,
      userMetadata: job.UserMetadata,
      ...more,
    },
  };
}

/** What a probe finds in an ordinary file. */
export function probeOf(seconds: number, changes: { width?: number; height?: number } = {}) {
  return {
    Container: {
      Format: 'mp4' as const,
      Duration: seconds,
      Tracks: [
        {
          Index: 0,
          TrackType: 'video' as const,
          Codec: 'AVC' as const,
          Duration: seconds,
          VideoProperties: {
            Width: 1280,
            Height: 720,
            FrameRate: { Numerator: 30, Denominator: 1 },
            ...(changes.width && { Width: changes.width }),
            ...(changes.height && { Height: changes.height }),
          },
        },
        { Index: 1, TrackType: 'audio' as const, Codec: 'AAC' as const, Duration: seconds },
      ],
    },
  };
}
