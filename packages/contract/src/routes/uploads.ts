import {
  completeUploadSchema,
  partUrlsResponseSchema,
  partUrlsSchema,
  uploadSchema,
} from '../uploads.ts';
import { videoParams, videoSchema } from '../videos.ts';
import { declareRoutes, empty, json, jsonBody } from './declare.ts';
import { exampleNewVideo } from './examples.ts';

/** A list of 10,000 parts is some 700 kB. */
const mostBytesOfParts = 1024 ** 2;

const tag = 'uploads';
const params = videoParams;
const etag = '"9e107d9d372bb6826bd81d3542a419d6"';

export const uploadRoutes = declareRoutes({
  getUpload: {
    method: 'GET',
    path: '/videos/{id}/upload',
    tag,
    summary: 'The parts that have arrived, to resume from',
    access: 'signed-in',
    limit: 'read',
    params,
    answers: {
      200: json('The upload', uploadSchema, {
        partSize: 8_388_608,
        partCount: 6,
        parts: [{ partNumber: 1, etag, size: 8_388_608 }],
      }),
    },
    problems: ['not_uploading', 'upload_gone'],
  },
  abortUpload: {
    method: 'DELETE',
    path: '/videos/{id}/upload',
    tag,
    summary: 'Give up the upload and its video',
    access: 'signed-in',
    limit: 'write',
    params,
    answers: { 204: empty('Gone') },
    problems: ['not_uploading'],
  },
  signParts: {
    method: 'POST',
    path: '/videos/{id}/upload/parts',
    tag,
    summary: 'Presigned URLs to PUT parts to',
    access: 'signed-in',
    // Signing changes nothing, and a fast line asks for many.
    limit: 'read',
    params,
    body: jsonBody(partUrlsSchema, { partNumbers: [1, 2, 3] }),
    answers: {
      200: json('One URL for each number asked for', partUrlsResponseSchema, {
        parts: [
          {
            partNumber: 1,
            url: 'https://source.s3.ap-northeast-2.amazonaws.com/u/key?partNumber=1',
          },
        ],
        expiresAt: '2026-09-12T11:00:00.000Z',
      }),
    },
    problems: ['not_uploading', 'part_mismatch'],
  },
  completeUpload: {
    method: 'POST',
    path: '/videos/{id}/upload/complete',
    tag,
    summary: 'Put the parts together; repeating it answers the video as it is now',
    description:
      '409 `upload_incomplete` names the missing parts; `part_mismatch` names parts whose ETag or ' +
      'size is not what S3 has.',
    access: 'signed-in',
    limit: 'write',
    params,
    body: jsonBody(
      completeUploadSchema,
      { parts: [{ partNumber: 1, etag }] },
      { maxBytes: mostBytesOfParts },
    ),
    answers: {
      200: json('The video, queued', videoSchema, { ...exampleNewVideo, status: 'queued' }),
    },
    problems: ['upload_incomplete', 'upload_gone', 'part_mismatch', 'size_mismatch'],
  },
});
