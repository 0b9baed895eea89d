import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  CancelJobCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  GetJobCommand,
  ListJobsCommand,
} from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { runFfprobe } from '../ffmpeg/run-ffprobe.ts';
import {
  createTestBed,
  jobFor,
  type TestBed,
  testPattern,
  turned,
} from './mediaconvert-test-bed.ts';

let bed: TestBed;

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed.close());
beforeEach(() => {
  bed.events.length = 0;
});

async function submit(request: CreateJobCommandInput): Promise<string> {
  const { Job } = await bed.client.send(new CreateJobCommand(request));
  if (!Job?.Id) throw new Error('no job');
  return Job.Id;
}

async function job(id: string) {
  const { Job } = await bed.client.send(new GetJobCommand({ Id: id }));
  return Job;
}

async function ended(id: string) {
  await until(async () => {
    const status = (await job(id))?.Status;
    return status !== 'SUBMITTED' && status !== 'PROGRESSING';
  });
  return job(id);
}

function lastDetail(status: string) {
  return bed.events.findLast(({ detail }) => detail.status === status)?.detail;
}

/** Durations, codecs and sizes as players would find them. */
async function inspect(key: string) {
  const object = bed.store.head('media', key);
  if (!object) throw new Error(`there is no ${key}`);
  const { ffprobe } = await findBinaries();
  return (await runFfprobe(ffprobe, object.filePath)).streams;
}

/** What ffmpeg makes of an output. */
async function decoded(input: string, args: readonly string[]): Promise<Buffer> {
  const { ffmpeg } = await findBinaries();
  const { stdout } = await promisify(execFile)(
    ffmpeg.path,
    ['-v', 'error', '-i', input, ...args, '-'],
    { encoding: 'buffer' },
  );
  return stdout;
}

describe('a job', () => {
  test('makes every rung, stills and playlists that agree', async () => {
    const url = await bed.clip('wide.mp4', testPattern('640x360', 5));
    const id = await submit(
      jobFor(url, { width: 640, height: 360 }, { duration: 5, videoId: 'wide' }),
    );
    expect((await ended(id))?.Status).toBe('COMPLETE');

    const hls = 'v/wide/hls/';
    const master = bed.text(`${hls}index.m3u8`);
    expect(master).toMatch(
      /^#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2",RESOLUTION=640x360,FRAME-RATE=30\.000\nindex_360p\.m3u8\n#EXT-X-STREAM-INF:.*RESOLUTION=480x270,.*\nindex_270p\.m3u8\n$/,
    );
    for (const rung of ['360p', '270p']) {
      expect(bed.text(`${hls}index_${rung}.m3u8`)).toBe(
        [
          '#EXTM3U',
          '#EXT-X-VERSION:3',
          '#EXT-X-INDEPENDENT-SEGMENTS',
          '#EXT-X-TARGETDURATION:2',
          '#EXT-X-MEDIA-SEQUENCE:1',
          '#EXT-X-PLAYLIST-TYPE:VOD',
          '#EXTINF:2,',
          `index_${rung}_00001.ts`,
          '#EXTINF:2,',
          `index_${rung}_00002.ts`,
          '#EXTINF:1,',
          `index_${rung}_00003.ts`,
          '#EXT-X-ENDLIST',
          '',
        ].join('\n'),
      );
    }
    const streams = await inspect(`${hls}index_270p_00001.ts`);
    expect(streams).toMatchObject([
      {
        codec_name: 'h264',
        width: 480,
        height: 270,
        pix_fmt: 'yuv420p',
        sample_aspect_ratio: '1:1',
      },
      { codec_name: 'aac', channels: 2, sample_rate: '48000' },
    ]);
    expect(bed.store.list('media', 'v/wide/poster/').map(({ key }) => key)).toEqual(
      [0, 1, 2, 3, 4].map((index) => `v/wide/poster/poster.000000${index}.jpg`),
    );
    expect(bed.store.list('media', 'v/wide/storyboard/').map(({ key }) => key)).toEqual(
      [0, 1, 2].map((index) => `v/wide/storyboard/frame.000000${index}.jpg`),
    );
  });

  test('tells its story in events', async () => {
    const url = await bed.clip('told.mp4', testPattern('320x180', 1));
    const id = await submit(jobFor(url, {}, { duration: 1, videoId: 'told' }));
    await ended(id);
    const statuses = bed.statuses().filter((status) => status !== 'STATUS_UPDATE');
    expect(statuses).toEqual(['PROGRESSING', 'INPUT_INFORMATION', 'COMPLETE']);
    expect(lastDetail('INPUT_INFORMATION')).toMatchObject({
      jobId: id,
      userMetadata: { stack: 'test', videoId: 'told', attempt: '1' },
      inputDetails: [{ uri: url, video: [{ width: 320, height: 180, frameRate: 30 }] }],
    });
    expect(lastDetail('COMPLETE')?.outputGroupDetails).toMatchObject([
      {
        type: 'HLS_GROUP',
        playlistFilePaths: ['s3://media/v/told/hls/index.m3u8'],
        outputDetails: [
          {
            outputFilePaths: ['s3://media/v/told/hls/index_180p.m3u8'],
            durationInMs: 1000,
            videoDetails: { widthInPx: 320, heightInPx: 180, averageBitrate: expect.any(Number) },
          },
        ],
      },
      {
        type: 'FILE_GROUP',
        outputDetails: [{ outputFilePaths: ['s3://media/v/told/poster/poster.0000004.jpg'] }],
      },
      {
        type: 'FILE_GROUP',
        outputDetails: [{ outputFilePaths: ['s3://media/v/told/storyboard/frame.0000000.jpg'] }],
      },
    ]);
  });

  test('can be watched while it runs, from the beginning', async () => {
    await bed.clip('short.mp4', testPattern('320x180', 10, { sound: false }));
    const short = bed.store.head('source', 'short.mp4')?.filePath ?? '';
    const loop = ['-stream_loop', '119', '-i', short, '-c', 'copy', '-f', 'mp4'];
    const url = await bed.clip('long.mp4', loop);
    const request = jobFor(url, {}, { duration: 1200, sound: false, videoId: 'long' });
    const id = await submit(request);
    await until(() => bed.store.head('media', 'v/long/hls/index.m3u8') !== undefined);
    expect((await job(id))?.Status).toBe('PROGRESSING');
    const playlist = bed.text('v/long/hls/index_180p.m3u8');
    expect(playlist).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(playlist).toContain('#EXT-X-START:TIME-OFFSET=0,PRECISE=YES');
    expect(playlist).not.toContain('#EXT-X-ENDLIST');
    for (const uri of playlist.split('\n').filter((line) => line.endsWith('.ts'))) {
      expect(bed.store.head('media', `v/long/hls/${uri}`)).toBeDefined();
    }
    await until(() => bed.statuses().includes('STATUS_UPDATE'));
    expect(lastDetail('STATUS_UPDATE')).toMatchObject({
      jobProgress: {
        currentPhase: 'TRANSCODING',
        phaseProgress: { PROBING: { status: 'COMPLETE' } },
      },
    });

    await bed.client.send(new CancelJobCommand({ Id: id }));
    expect((await job(id))?.Status).toBe('CANCELED');
    expect(bed.statuses().at(-1)).toBe('CANCELED');
    await expect(bed.client.send(new CancelJobCommand({ Id: id }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  test('starts again after a stop in its middle', async () => {
    const url = await bed.clip('again.mp4', testPattern('320x180', 20));
    const id = await submit(jobFor(url, {}, { duration: 20, videoId: 'again' }));
    await until(() => bed.store.list('media', 'v/again/hls/').length > 0);
    await bed.restart();
    expect((await ended(id))?.Status).toBe('COMPLETE');
    expect(lastDetail('COMPLETE')?.outputGroupDetails).toMatchObject([
      { outputDetails: [{ durationInMs: 20_000 }] },
      {},
      {},
    ]);
  });

  test('is made once for one token, and listed', async () => {
    const url = await bed.clip('once.mp4', testPattern('320x180', 1, { sound: false }));
    const request = jobFor(url, {}, { duration: 1, sound: false, videoId: 'once' });
    const first = await submit(request);
    expect(await submit(request)).toBe(first);
    await ended(first);
    const { Jobs = [] } = await bed.client.send(new ListJobsCommand({ MaxResults: 1 }));
    expect(Jobs).toMatchObject([
      { Id: first, Status: 'COMPLETE', UserMetadata: { videoId: 'once' } },
    ]);
    const { Jobs: waiting } = await bed.client.send(new ListJobsCommand({ Status: 'SUBMITTED' }));
    expect(waiting).toEqual([]);
  });
});

describe('inputs that are not as usual', () => {
  test.each([
    ['no sound', testPattern('320x180', 1, { sound: false }), {}, '320x180'],
    [
      'odd sides, 4:4:4',
      [...testPattern('161x91', 1), '-pix_fmt', 'yuv444p'],
      { width: 161, height: 91 },
      '160x90',
    ],
    [
      '10 bits',
      [
        ...testPattern('320x180', 1).slice(0, -6),
        '-c:v',
        'libx264',
        '-pix_fmt',
        'yuv420p10le',
        '-f',
        'mp4',
      ],
      {},
      '320x180',
    ],
    [
      'HDR',
      [
        ...testPattern('320x180', 1),
        '-color_trc',
        'smpte2084',
        '-color_primaries',
        'bt2020',
        '-colorspace',
        'bt2020nc',
      ],
      {},
      '320x180',
    ],
    [
      '120 frames a second',
      testPattern('320x180', 1, { rate: 120 }),
      { frameRate: { numerator: 120, denominator: 1 } },
      '320x180',
    ],
  ])('%s', async (name, args, video, size) => {
    const videoId = name.replaceAll(/\W/g, '-');
    const url = await bed.clip(`${videoId}.mp4`, args);
    const id = await submit(jobFor(url, video, { videoId }));
    const done = await ended(id);
    expect(done).toMatchObject({ Status: 'COMPLETE' });
    const [width, height] = size.split('x').map(Number);
    const rung = Math.min(width ?? 0, height ?? 0);
    const streams = await inspect(`v/${videoId}/hls/index_${rung}p_00001.ts`);
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width, height, pix_fmt: 'yuv420p' });
    if (name === 'HDR') expect(streams[0]).toMatchObject({ color_transfer: 'bt709' });
    expect(['30/1', '60/1']).toContain(streams[0]?.r_frame_rate);
    expect(streams).toHaveLength(name === 'no sound' ? 1 : 2);
    expect(bed.store.list('media', `v/${videoId}/poster/`).length).toBeGreaterThan(0);
  });

  test('a phone held upright: the picture is turned', async () => {
    const halves =
      'color=white:size=160x180:duration=1[a];color=black:size=160x180:duration=1[b];[a][b]hstack';
    await bed.clip('flat.mp4', ['-f', 'lavfi', '-i', halves, '-pix_fmt', 'yuv420p', '-f', 'mp4']);
    const flat = bed.store.head('source', 'flat.mp4')?.filePath ?? '';
    const url = await bed.source('upright.mp4', turned(readFileSync(flat)));
    const request = jobFor(
      url,
      { rotation: 90 },
      { duration: 1, sound: false, videoId: 'upright' },
    );
    await ended(await submit(request));
    const segment = bed.store.head('media', 'v/upright/hls/index_180p_00001.ts')?.filePath ?? '';
    const [top, bottom] = await decoded(segment, [
      ...['-vf', 'scale=1:2:flags=area,format=gray', '-frames:v', '1', '-f', 'rawvideo'],
    ]);
    expect(top).toBeGreaterThan(200);
    expect(bottom).toBeLessThan(50);
  });

  test('a varying frame rate: as long as it was', async () => {
    const uneven = [
      ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=4'],
      ...['-vf', "select='lt(t,2)+not(mod(n,3))'", '-vsync', 'vfr', '-f', 'matroska'],
    ];
    const url = await bed.clip('uneven.mkv', uneven);
    await ended(await submit(jobFor(url, {}, { duration: 4, sound: false, videoId: 'uneven' })));
    const durations = bed.text('v/uneven/hls/index_180p.m3u8').match(/(?<=EXTINF:)[\d.]+/g);
    expect(durations?.reduce((sum, duration) => sum + Number(duration), 0)).toBeCloseTo(4, 0);
    expect(bed.text('v/uneven/hls/index.m3u8')).toContain('FRAME-RATE=30.000');
  });

  test('sound that ends early is silence to the end', async () => {
    const args = testPattern('320x180', 3).map((arg) => arg.replace(/^sine=.*/, 'sine=duration=1'));
    const url = await bed.clip('early.mp4', args);
    await ended(await submit(jobFor(url, {}, { videoId: 'early' })));
    const segments = ['00001', '00002'].map(
      (number) => bed.store.head('media', `v/early/hls/index_180p_${number}.ts`)?.filePath,
    );
    const samples = await decoded(`concat:${segments.join('|')}`, [
      ...['-vn', '-ac', '1', '-ar', '8000', '-f', 's16le'],
    ]);
    expect(samples.length / 2 / 8000).toBeCloseTo(3, 1);
  });

  test('a truncated file: COMPLETE says how long it really is', async () => {
    const whole = await bed.clip('whole.mp4', testPattern('320x180', 4));
    const object = bed.store.head('source', whole.replace('s3://source/', ''));
    const bytes = readFileSync(object?.filePath ?? '');
    const url = await bed.source('cut.mp4', bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    await ended(await submit(jobFor(url, {}, { duration: 4, videoId: 'cut' })));
    const groups = lastDetail('COMPLETE')?.outputGroupDetails as {
      outputDetails: { durationInMs: number }[];
    }[];
    const duration = groups[0]?.outputDetails[0]?.durationInMs ?? 0;
    expect(duration).toBeGreaterThan(500);
    expect(duration).toBeLessThan(3500);
  });

  test.each([
    ['nothing there', 's3://source/missing.mp4', 1404, /missing\.mp4.*not found/],
    ['text', 's3://source/text.mp4', 1040, /Invalid data/],
    [
      'a playlist of local files',
      's3://source/list.mp4',
      1040,
      /Invalid data|not whitelisted|not in/,
    ],
    ['sound alone', 's3://source/sound.mp4', 1040, /no video track/],
  ])('%s is an ERROR with its reason', async (name, url, code, message) => {
    await bed.source('text.mp4', 'this is not a film');
    await bed.source('list.mp4', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n');
    await bed.clip('sound.mp4', ['-f', 'lavfi', '-i', 'sine=duration=1', '-f', 'mp4']);
    const id = await submit(jobFor(url, {}, { videoId: name.replaceAll(' ', '-') }));
    const done = await ended(id);
    expect(done).toMatchObject({ Status: 'ERROR', ErrorCode: code });
    expect(done?.ErrorMessage).toMatch(message);
    expect(lastDetail('ERROR')).toMatchObject({ jobId: id, errorCode: code });
  });
});
