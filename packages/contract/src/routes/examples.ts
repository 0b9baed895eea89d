/** What requests and answers look like, for the document. Each is held against its schema by a test. */
import type { ChannelView } from '../channels.ts';
import type { VideoView } from '../videos.ts';

export const exampleVideo: VideoView = {
  id: '01JZK4Q5R6S7T8V9WAXBYCZD0E',
  ownerId: '5b3c1f0e-3f0c-4f6c-9d6e-0d6c8a1f2b3c',
  ownerName: 'Mina',
  title: 'The tide at Muchangpo',
  description: 'An evening in September.',
  visibility: 'public',
  status: 'ready',
  playable: true,
  progress: 100,
  phase: null,
  error: null,
  media: {
    duration: 61.2,
    width: 1920,
    height: 1080,
    renditions: [{ rung: 1080, width: 1920, height: 1080, bitrate: 4_210_000 }],
  },
  posterUrl: '/media/p/0f3c.jpg',
  captions: [{ language: 'ko', label: '한국어', updatedAt: '2026-09-12T10:20:00.000Z' }],
  views: 42,
  source: null,
  recordedFrom: null,
  createdAt: '2026-09-12T10:00:00.000Z',
  publishedAt: '2026-09-12T10:04:00.000Z',
};

/** The same before its file has arrived, as its owner sees it. */
export const exampleNewVideo: VideoView = {
  ...exampleVideo,
  status: 'uploading',
  playable: false,
  progress: 0,
  media: null,
  posterUrl: null,
  captions: [],
  views: 0,
  source: { fileName: 'tide.mp4', size: 48_211_968, contentType: 'video/mp4' },
  publishedAt: null,
};

export const exampleChannel: ChannelView = {
  id: '01JZK5A0B1C2D3E4F5G6H7J8K9',
  ownerId: '5b3c1f0e-3f0c-4f6c-9d6e-0d6c8a1f2b3c',
  ownerName: 'Mina',
  title: 'The tide, live',
  state: 'live',
  playbackUrl: 'https://example.ap-northeast-2.playback.live-video.net/api/video/v1/channel.m3u8',
  viewers: 12,
  startedAt: '2026-09-12T10:00:00.000Z',
  slowModeSeconds: 0,
};

export const exampleMessage = {
  id: 'AYk6xKitV4On',
  content: 'What a wave!',
  sender: { userId: '0d6c8a1f-2b3c-4f6c-9d6e-5b3c1f0e3f0c', name: 'Jun', role: 'viewer' },
  sentAt: '2026-09-12T10:01:30.000Z',
} as const;
