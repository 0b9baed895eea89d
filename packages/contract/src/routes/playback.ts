import { playbackSchema } from '../playback.ts';
import { videoParams } from '../videos.ts';
import { declareRoutes, json } from './declare.ts';
import { exampleVideo } from './examples.ts';

export const playbackRoutes = declareRoutes({
  startPlayback: {
    method: 'POST',
    path: '/videos/{id}/playback',
    tag: 'playback',
    summary: 'Permission to watch: URLs, and signed cookies for them',
    access: 'anybody',
    // Nothing is changed by it but the caller's own cookies.
    limit: 'read',
    params: videoParams,
    answers: {
      200: json('Play', playbackSchema, {
        hlsUrl: `/media/v/${exampleVideo.id}/hls/index.m3u8`,
        posterUrl: '/media/p/0f3c.jpg',
        storyboardUrl: `/media/v/${exampleVideo.id}/storyboard/index.vtt`,
        captions: [
          { language: 'ko', label: '한국어', url: `/media/v/${exampleVideo.id}/captions/ko.vtt` },
        ],
        expiresAt: '2026-09-12T22:00:00.000Z',
      }),
    },
    problems: ['not_playable'],
  },
});
