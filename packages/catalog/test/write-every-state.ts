import * as z from 'zod';
import { createChatHistory } from '../src/chat-history.ts';
import { createClaims } from '../src/claims.ts';
import { createChannelCatalog } from '../src/dynamo-channel-catalog.ts';
import { createVideoCatalog } from '../src/dynamo-video-catalog.ts';
import { createSharedAnswers } from '../src/shared-answers.ts';
import type { Visibility } from '../src/video.ts';
import type { VideoCatalog } from '../src/video-catalog.ts';
import { videoError } from '../src/video-errors.ts';
import { derivedVideoId } from '../src/video-id.ts';
import { newVideo } from './new-video.ts';
import type { TestTables } from './test-tables.ts';

type Tables = Pick<TestTables, 'client' | 'tables'>;

const start = Date.parse('2026-11-24T00:00:00Z');
const media = {
  duration: 60.5,
  width: 1920,
  height: 1080,
  renditions: [{ rung: 1080, width: 1920, height: 1080, bitrate: 4_000_000 }],
  hlsKey: 'v/ready/hls/index.m3u8',
  posterKey: 'p/0123456789abcdef.jpg',
  storyboardKey: 'v/ready/storyboard/storyboard.vtt',
};

/**
 * Writes a row of every kind, in every state that is stored differently, through the catalog's own
 * doors: whatever field a release stores, one of these rows holds it. Titles say what a row is.
 */
export async function writeEveryState(tables: Tables): Promise<void> {
  await writeVideos(tables);
  await writeChannels(tables);
  await writeShortLivedRows(tables);
}

async function writeVideos({ client, tables }: Tables): Promise<void> {
  let clock = start;
  const videos = createVideoCatalog({ client, tables, now: () => new Date(clock) });
  const create = async (title: string, visibility: Visibility = 'public') => {
    clock += 60_000;
    const id = derivedVideoId(clock, title);
    await videos.create(newVideo({ id, title, visibility }));
    return { videoId: id, attempt: 1 };
  };
  const queue = async (title: string, visibility?: Visibility) => {
    const ref = await create(title, visibility);
    await videos.markUploaded(ref.videoId, { etag: 'etag-1', size: 1_000 });
    return ref;
  };
  const job = { jobId: 'job-1', sourceDuration: 60.5 };
  const progress = { jobId: 'job-1', at: start, phase: 'transcoding', progress: 40 } as const;
  const process = async (title: string, visibility?: Visibility) => {
    const ref = await queue(title, visibility);
    await videos.markSubmitted(ref, job);
    await videos.recordProgress(ref, progress);
    return ref;
  };
  const finish = async (title: string, visibility?: Visibility) => {
    const ref = await process(title, visibility);
    await videos.markReady(ref, { jobId: 'job-1', at: start + 1, media });
    return ref;
  };

  await create('uploading');
  await queue('queued');
  await videos.leaseEncode(await queue('queued, leased'), 30);
  await process('processing', 'private');
  await videos.markPlayable(await process('processing, playable', 'unlisted'));
  await finish('ready');
  await finish('ready, private', 'private');
  await finish('ready, unlisted', 'unlisted');
  const failure = { error: videoError('encoder_error'), at: start + 2 };
  await videos.markFailed(await process('failed'), failure);
  await videos.markFailed(await create('failed, never uploaded'), {
    error: videoError('upload_expired'),
  });
  const retried = await process('queued again');
  await videos.markFailed(retried, failure);
  await videos.retry(retried.videoId);
  const leaving = await finish('deleting');
  await videos.markDeleting(leaving.videoId);
  await addCaptionsAndViews(videos, (await finish('ready, captioned and viewed')).videoId);
  await writeRecordings(videos);
}

async function addCaptionsAndViews(videos: VideoCatalog, id: string): Promise<void> {
  for (const [language, label] of [
    ['en', 'English'],
    ['ko', '한국어'],
  ] as const)
    await videos.putCaption(id, {
      language,
      label,
      key: `v/${id}/captions/${language}.vtt`,
      updatedAt: new Date(start).toISOString(),
    });
  await videos.addView(id, 'user viewer-1', 60);
  await videos.addView(id, 'user viewer-2', 60);
}

async function writeRecordings(videos: VideoCatalog): Promise<void> {
  const { posterKey: _poster, storyboardKey: _storyboard, ...pictureless } = media;
  const startedAt = new Date(start).toISOString();
  const recordings = [
    {
      title: 'recording',
      media: pictureless,
      createdFrom: { channelId: 'channel-1', startedAt },
    },
    {
      title: 'recording, resumed',
      media,
      createdFrom: { channelId: 'channel-1', startedAt, resumed: [{ at: 30, time: startedAt }] },
    },
  ];
  for (const { title, ...recorded } of recordings) {
    const { upload: _, ...source } = newVideo().source;
    const id = derivedVideoId(start, title);
    await videos.createReady({
      ...newVideo({ id, title, visibility: 'private', source }),
      ...recorded,
    });
  }
}

async function writeChannels({ client, tables }: Tables): Promise<void> {
  const now = () => new Date(start);
  const channels = createChannelCatalog({ client, table: tables.channels, now });
  const claim = async (title: string) => {
    const { channel } = await channels.claim({
      ownerId: `owner of ${title}`,
      ownerName: 'Mina',
      title,
    });
    return channel.id;
  };
  const open = async (title: string) => {
    const id = await claim(title);
    const ivs = {
      channelArn: `arn:aws:ivs:ap-northeast-2:123456789012:channel/${title}`,
      ingestEndpoint: 'ingest.example',
      playbackUrl: 'https://play.example/index.m3u8',
    };
    await channels.markOpen(id, ivs, `arn:aws:ivschat:ap-northeast-2:123456789012:room/${title}`);
    return id;
  };

  await claim('opening');
  await channels.leaseOpening(await claim('opening, leased'), 30);
  await open('offline');
  const live = await open('live');
  await channels.markLive(live, 'stream-1', start);
  await channels.tellHealth(live, { streamId: 'stream-1', state: 'starving', at: start + 1_000 });
  const ended = await open('offline again');
  await channels.markLive(ended, 'stream-1', start);
  await channels.markOffline(ended, 'stream-1', start + 60_000);
  const moderated = await open('moderated');
  await channels.edit(moderated, { slowModeSeconds: 10 });
  await channels.addModerator(moderated, { userId: 'jun', displayName: 'Jun' });
  await channels.addModerator(moderated, { userId: 'nameless' });
  await channels.ban(moderated, 'troll', 'Spam', 'jun', 'Troll');
  await channels.ban(moderated, 'nameless-troll', 'Insults', 'jun');
  await channels.markClosing(await open('closing'));
  const closed = await open('closed');
  await channels.markClosing(closed);
  await channels.remove(closed);

  const chat = createChatHistory({ client, table: tables.channels, now });
  for (const [n, role] of (['viewer', 'moderator', 'owner'] as const).entries())
    await chat.add(moderated, {
      id: `message-${n}`,
      content: `The ${role} says hello`,
      sender: { userId: role, name: 'Jun', role },
      sentAt: new Date(start + n * 1_000).toISOString(),
    });
}

/** Rows that nobody keeps: claims, answers, and what was spent today. */
async function writeShortLivedRows({ client, tables }: Tables): Promise<void> {
  const now = () => new Date(start);
  const options = { client, table: tables.expiring, now };
  const claims = createClaims(options);
  await claims.take('held work', 60);
  await claims.settle('done work', 60);
  await createSharedAnswers(options).get({
    about: 'streams',
    freshSeconds: 5,
    schema: z.array(z.string()),
    ask: async () => ['stream-1'],
  });
  const videos = createVideoCatalog({ client, tables, now });
  await videos.spendEncodeMinutes({ ownerId: 'owner-1', videoId: 'v', attempt: 1 }, 2.5, 60);
}
