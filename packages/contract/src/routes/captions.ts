import { captionMediaTypes, captionParams } from '../captions.ts';
import { maxCaptionBytes } from '../limits.ts';
import { captionSchema } from '../videos.ts';
import { declareRoutes, empty, json } from './declare.ts';

const tag = 'captions';
const params = captionParams;
const webvtt = 'WEBVTT\n\n00:00.000 --> 00:02.000\nThe tide comes in.\n';
const subRip = '1\n00:00:00,000 --> 00:00:02,000\nThe tide comes in.\n';

export const captionRoutes = declareRoutes({
  getCaption: {
    method: 'GET',
    path: '/videos/{id}/captions/{lang}',
    tag,
    summary: 'One caption track as WebVTT',
    access: 'anybody',
    limit: 'read',
    params,
    answers: {
      200: { kind: 'text', description: 'The track', mediaType: 'text/vtt', example: webvtt },
    },
  },
  putCaption: {
    method: 'PUT',
    path: '/videos/{id}/captions/{lang}',
    tag,
    summary: 'Add or replace a caption track, as WebVTT or SRT in UTF-8',
    access: 'signed-in',
    limit: 'write',
    params,
    body: {
      kind: 'file',
      mediaTypes: captionMediaTypes,
      maxBytes: maxCaptionBytes,
      examples: { 'text/vtt': webvtt, 'text/plain': subRip },
    },
    answers: {
      200: json('Stored', captionSchema, {
        language: 'ko',
        label: '한국어',
        updatedAt: '2026-09-12T10:20:00.000Z',
      }),
    },
    problems: ['unknown_language', 'too_many_captions', 'captions_not_utf8', 'captions_invalid'],
  },
  deleteCaption: {
    method: 'DELETE',
    path: '/videos/{id}/captions/{lang}',
    tag,
    summary: 'Remove a caption track',
    access: 'signed-in',
    limit: 'write',
    params,
    answers: { 204: empty('Removed') },
  },
});
