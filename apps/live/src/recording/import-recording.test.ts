import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Channel } from '@tidecast/catalog/channel';
import { ivsEvent, startTestBed, type TestBed } from '../../test/test-bed.ts';
import { createImportRecording } from './import-recording.ts';

let bed: TestBed;
let channel: Channel;
let prefix: string;
const startedAt = Date.parse('2026-11-24T00:00:05.250Z');

/** As IVS does, beneath the recording's prefix. */
const put = (key: string, body: string) => bed.objects.put('recordings', `${prefix}/${key}`, body);

beforeEach(async () => {
  bed = await startTestBed();
  channel = await bed.channel('mina');
  prefix = `ivs/v1/123456789012/${channel.ivs?.channelArn.split('/')[1]}/2026/11/24/0/0/rec1`;
  put('events/recording-ended.json', '{}');
  put(
    'media/hls/master.m3u8',
    [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=640x360',
      '360p30/playlist.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=3000000,AVERAGE-BANDWIDTH=2500000,RESOLUTION=1280x720',
      '720p30/playlist.m3u8',
    ].join('\n'),
  );
  const playlist = [
    '#EXTM3U',
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}`,
    ...['#EXTINF:6.0,', '0.ts', '#EXTINF:4.5,', '1.ts'],
  ].join('\n');
  for (const rung of ['720p30', '360p30']) {
    put(`media/hls/${rung}/playlist.m3u8`, playlist);
    for (const n of [0, 1]) put(`media/hls/${rung}/${n}.ts`, `${rung} segment ${n}`);
  }
  put('media/hls/byte-range-multivariant.m3u8', '#EXTM3U');
  put('media/thumbnails/thumb0.jpg', 'black');
  put('media/thumbnails/thumb1.jpg', 'the picture with the most in it');
});
afterEach(() => bed.close());

const ended = () =>
  ivsEvent('IVS Recording State Change', channel.ivs?.channelArn, bed.now(), {
    recording_status: 'Recording End',
    recording_s3_key_prefix: prefix,
    recording_duration_ms: 10_500,
  });
const library = async () => (await bed.videos.listByOwner('mina', { limit: 10 })).items;

test('a recording becomes a private video that lies where videos lie', async () => {
  await bed.handleEvent(ended());
  const [video, ...others] = await library();
  expect(others).toEqual([]);
  expect(video).toMatchObject({
    status: 'ready',
    visibility: 'private',
    playable: true,
    title: 'The tide',
    createdFrom: { channelId: channel.id, startedAt: new Date(startedAt).toISOString() },
    media: {
      duration: 10.5,
      width: 1280,
      height: 720,
      hlsKey: `v/${video?.id}/hls/index.m3u8`,
      renditions: [
        { rung: 720, width: 1280, height: 720, bitrate: 2_500_000 },
        { rung: 360, width: 640, height: 360, bitrate: 500_000 },
      ],
    },
  });
  const hls = `v/${video?.id}/hls/`;
  expect(bed.objects.keys('media', hls)).toEqual(
    ['360p30/0.ts', '360p30/1.ts', '360p30/playlist.m3u8', '720p30/0.ts', '720p30/1.ts']
      .concat(['720p30/playlist.m3u8', 'index.m3u8'])
      .map((name) => hls + name),
  );
  expect(bed.objects.get('media', `${hls}720p30/0.ts`)?.contentType).toBe('video/mp2t');
  const poster = bed.objects.get('media', video?.media?.posterKey ?? '');
  expect(poster).toMatchObject({
    body: 'the picture with the most in it',
    cacheControl: 'public, max-age=31536000, immutable',
  });
  expect(bed.objects.keys('recordings')).toEqual([]);
});

test('its thumbnails are the storyboard, which is written after its frames', async () => {
  // By number, not as names sort; one was never taken.
  for (const n of [3, 10]) put(`media/thumbnails/thumb${n}.jpg`, `picture ${n}`);
  const playlist = ['#EXTM3U', ...Array(18).fill('#EXTINF:6.0,\n0.ts')].join('\n');
  for (const rung of ['720p30', '360p30']) put(`media/hls/${rung}/playlist.m3u8`, playlist);
  await bed.handleEvent(ended());
  const [video] = await library();
  const folder = `v/${video?.id}/storyboard/`;
  expect(video?.media?.storyboardKey).toBe(`${folder}storyboard.vtt`);
  const frame = (n: number) => `frame.${String(n).padStart(7, '0')}.jpg`;
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23);
  expect(bed.objects.keys('media', folder)).toEqual(
    [0, 1, 3, 10].map((n) => folder + frame(n)).concat(`${folder}storyboard.vtt`),
  );
  expect(bed.objects.get('media', folder + frame(3))).toMatchObject({
    body: 'picture 3',
    contentType: 'image/jpeg',
  });
  const storyboard = bed.objects.get('media', `${folder}storyboard.vtt`);
  expect(storyboard?.contentType).toBe('text/vtt; charset=utf-8');
  const cues = [...(storyboard?.body ?? '').matchAll(/^(\S+) --> (\S+)\n(\S+)$/gm)];
  expect(cues.map(([, from, to, name]) => [from, to, name])).toEqual([
    ...[0, 1, 1, 3, 3, 3, 3, 3, 3, 3].map((picture, n) => [
      time(n * 10),
      time(n * 10 + 10),
      frame(picture),
    ]),
    [time(100), time(108), frame(10)],
  ]);
  const written = bed.fake.asked.flatMap(({ command, input }) =>
    ['PutObject', 'CopyObject'].includes(command) ? [String(input.Key)] : [],
  );
  expect(written.at(-1)).toBe(`${folder}storyboard.vtt`);
});

test('a recording of which no picture was taken has neither storyboard nor poster', async () => {
  for (const n of [0, 1])
    bed.objects.objects.delete(`recordings/${prefix}/media/thumbnails/thumb${n}.jpg`);
  await bed.handleEvent(ended());
  const [video] = await library();
  expect(video?.media).toMatchObject({ duration: 10.5 });
  expect(video?.media?.storyboardKey).toBeUndefined();
  expect(video?.media?.posterKey).toBeUndefined();
});

test('repeated events, concurrent or later, make one video with one poster', async () => {
  await Promise.allSettled([bed.handleEvent(ended()), bed.handleEvent(ended())]);
  await bed.handleEvent(ended());
  await bed.reconcile();
  expect(await library()).toHaveLength(1);
  expect(bed.objects.keys('recordings')).toEqual([]);
});

test('an unannounced recording is found, and one that ran out of time is continued', async () => {
  const importRecording = createImportRecording(bed.dependencies);
  let asked = 0;
  const result = await importRecording(prefix, () => {
    asked += 1;
    return asked <= 3;
  });
  expect(result).toBe('unfinished');
  expect(await library()).toEqual([]);
  const copied = bed.objects.keys('media').length;
  expect(copied).toBe(3);
  const before = bed.fake.inputsOf('CopyObject').length;
  expect(await bed.reconcile()).toMatchObject({ failed: 0, finished: true });
  expect(await library()).toHaveLength(1);
  // Seven objects of HLS, two frames and a poster, less what was there.
  expect(bed.fake.inputsOf('CopyObject').length - before).toBe(10 - copied);
});

test('a video that its owner deleted does not come back', async () => {
  await bed.handleEvent(ended());
  const [video] = await library();
  await bed.videos.markDeleting(video?.id ?? '');
  await bed.videos.remove(video?.id ?? '');
  await bed.handleEvent(ended());
  await bed.reconcile();
  expect(await library()).toEqual([]);
});

test('the recording of a channel that was closed meanwhile is still its owner’s', async () => {
  await bed.call('DELETE', `/channels/${channel.id}`, { as: 'mina' });
  expect(await bed.channels.get(channel.id)).toBeUndefined();
  await bed.handleEvent(ended());
  expect(await library()).toHaveLength(1);
});

test('the chat is replayed by time, for those who may watch', async () => {
  for (const [id, second] of [
    ['early', -5],
    ['a', 1],
    ['b', 8],
    ['late', 20],
  ] as const)
    await bed.chat.add(channel.id, {
      id,
      content: id,
      sender: { userId: 'jun', name: 'Jun', role: 'viewer' },
      sentAt: new Date(startedAt + second * 1000).toISOString(),
    });
  await bed.handleEvent(ended());
  const [video] = await library();
  const path = `/videos/${video?.id}/chat`;
  expect((await bed.call('GET', path)).status).toBe(404);
  const all = await bed.call('GET', path, { as: 'mina' });
  expect(all.body.items).toMatchObject([
    { id: 'a', at: 1 },
    { id: 'b', at: 8 },
  ]);
  await bed.videos.edit(video?.id ?? '', { visibility: 'public' });
  const part = await bed.call('GET', `${path}?from=5&to=10`);
  expect(part.body.items).toMatchObject([{ id: 'b', at: 8 }]);
});

test('the chat of a stream that was away for a while stands beside the pictures it was about', async () => {
  const written = (second: number) => new Date(startedAt + second * 1000).toISOString();
  const playlist = [
    '#EXTM3U',
    ...[`#EXT-X-PROGRAM-DATE-TIME:${written(0)}`, '#EXTINF:6.0,', '0.ts'],
    // As precise as clocks are.
    ...[`#EXT-X-PROGRAM-DATE-TIME:${written(6.4)}`, '#EXTINF:4.0,', '1.ts', '#EXT-X-DISCONTINUITY'],
    ...[`#EXT-X-PROGRAM-DATE-TIME:${written(50)}`, '#EXTINF:10.0,', '2.ts'],
  ].join('\n');
  put('media/hls/720p30/playlist.m3u8', playlist);
  for (const [id, second] of [
    ['before', 8],
    ['away', 30],
    ['back', 53],
    ['after', 61],
  ] as const)
    await bed.chat.add(channel.id, {
      id,
      content: id,
      sender: { userId: 'jun', name: 'Jun', role: 'viewer' },
      sentAt: written(second),
    });
  await bed.handleEvent(ended());
  const [video] = await library();
  expect(video?.createdFrom?.resumed).toEqual([{ at: 10, time: written(50) }]);
  const replay = async (query: string) => {
    const answer = await bed.call('GET', `/videos/${video?.id}/chat?${query}`, { as: 'mina' });
    return (answer.body.items as { id: string; at: number }[]).map(({ id, at }) => [id, at]);
  };
  expect(await replay('')).toEqual([
    ['before', 8],
    ['away', 10],
    ['back', 13],
  ]);
  // Each minute is read once, wherever the cut is.
  expect(await replay('from=0&to=9')).toEqual([['before', 8]]);
  expect(await replay('from=9&to=12')).toEqual([['away', 10]]);
  expect(await replay('from=12&to=20')).toEqual([['back', 13]]);
  // Seconds that no clock can tell, and none at all.
  expect(await replay('from=1e308')).toEqual([]);
  expect(await replay('from=9&to=8')).toEqual([]);
});

test('a recording without a segment goes, and one that cannot be read stays for people', async () => {
  const key = (name: string) => `${prefix}/media/hls/${name}`;
  bed.objects.put('recordings', key('720p30/playlist.m3u8'), '#EXTM3U');
  await bed.handleEvent(ended());
  expect(bed.objects.keys('recordings')).toContain(key('720p30/0.ts'));
  for (const rung of ['720p30', '360p30'])
    for (const n of [0, 1]) bed.objects.objects.delete(`recordings/${key(`${rung}/${n}.ts`)}`);
  await bed.handleEvent(ended());
  expect(bed.objects.keys('recordings')).toEqual([]);
  expect(await library()).toEqual([]);
  expect(bed.counts.get('RecordingFailed')).toBe(2);
});

test('where playlists tell no time, a recording began when IVS noted it, to the second', async () => {
  for (const rung of ['720p30', '360p30']) {
    put(`media/hls/${rung}/playlist.m3u8`, ['#EXTM3U', '#EXTINF:6.0,', '0.ts'].join('\n'));
  }
  const noted = new Date(startedAt + 30_000).toISOString();
  put('events/recording-started.json', JSON.stringify({ recording_started_at: noted }));
  await bed.handleEvent(ended());
  expect(await library()).toMatchObject([{ createdFrom: { startedAt: noted } }]);
});
