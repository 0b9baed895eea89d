import {
  createdVideoSchema,
  createVideoSchema,
  editVideoSchema,
  feedQuerySchema,
  pageQuerySchema,
  videoDetails,
  videoPageSchema,
  videoParams,
  videoSchema,
} from '../videos.ts';
import { declareRoutes, empty, json, jsonBody } from './declare.ts';
import { exampleNewVideo, exampleVideo } from './examples.ts';

const tag = 'videos';
const params = videoParams;
const examplePage = { items: [exampleVideo], nextCursor: null };

export const videoRoutes = declareRoutes({
  listVideos: {
    method: 'GET',
    path: '/videos',
    tag,
    summary: 'The public feed, newest publication first',
    access: 'open',
    limit: 'read',
    query: feedQuerySchema,
    answers: { 200: json('A page', videoPageSchema, examplePage) },
  },
  createVideo: {
    method: 'POST',
    path: '/videos',
    tag,
    summary: 'Register a video and start its multipart upload',
    access: 'signed-in',
    limit: 'write',
    body: jsonBody(createVideoSchema, {
      ...videoDetails(exampleVideo),
      fileName: 'tide.mp4',
      size: 48_211_968,
      contentType: 'video/mp4',
      durationSeconds: 61.2,
    }),
    answers: {
      201: json('Registered', createdVideoSchema, {
        video: exampleNewVideo,
        upload: { partSize: 8_388_608, partCount: 6 },
      }),
    },
    problems: ['too_many_uploads', 'over_daily_minutes', 'too_many_attempts'],
  },
  listMyVideos: {
    method: 'GET',
    path: '/me/videos',
    tag,
    summary: "The signed-in user's videos, newest first",
    access: 'signed-in',
    limit: 'read',
    query: pageQuerySchema,
    answers: { 200: json('A page', videoPageSchema, examplePage) },
  },
  getVideo: {
    method: 'GET',
    path: '/videos/{id}',
    tag,
    summary: 'One video',
    access: 'anybody',
    limit: 'read',
    params,
    answers: { 200: json('The video', videoSchema, exampleVideo) },
  },
  editVideo: {
    method: 'PATCH',
    path: '/videos/{id}',
    tag,
    summary: 'Change title, description or visibility',
    access: 'signed-in',
    limit: 'write',
    params,
    body: jsonBody(editVideoSchema, { visibility: 'unlisted' }),
    answers: { 200: json('The video as it is now', videoSchema, exampleVideo) },
  },
  deleteVideo: {
    method: 'DELETE',
    path: '/videos/{id}',
    tag,
    summary: 'Delete a video and everything of it; owners, and moderators for any video',
    access: 'signed-in',
    limit: 'write',
    params,
    answers: { 204: empty('Gone from every list') },
  },
  retryVideo: {
    method: 'POST',
    path: '/videos/{id}/retry',
    tag,
    summary: 'Encode a failed video again',
    access: 'signed-in',
    limit: 'write',
    params,
    answers: { 200: json('Queued again', videoSchema, { ...exampleVideo, status: 'queued' }) },
    problems: ['not_retryable'],
  },
});
