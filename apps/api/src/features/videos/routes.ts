import { createVideoSchema, editVideoSchema, pageQuerySchema } from '@tidecast/contract/videos';
import { type RequestHandler, Router } from 'express';
import { bodyOf, jsonBody, queryOf } from '../../http/input.ts';
import { type ApiLimits, limitWrites, type ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, userOf, viewerOf } from '../../http/session.ts';
import type { UploadService } from '../uploads/service.ts';
import { videoIdOf } from './access.ts';
import type { Feed } from './feed.ts';
import type { VideoService } from './service.ts';

export interface VideoRoutesDependencies {
  readonly videos: VideoService;
  readonly uploads: UploadService;
  readonly feed: Feed;
  readonly session: Session;
  readonly limits: ApiLimits;
  readonly readLimit: ReadLimit;
}

export function videoRoutes(dependencies: VideoRoutesDependencies): Router {
  const { videos, uploads, feed, session, limits, readLimit } = dependencies;
  const router = Router();
  const mayRead = [session.optional, readLimit.handler];
  const mayWrite = [session.required, limitWrites(limits)];

  const create: RequestHandler = async (request, response) => {
    const wish = bodyOf(createVideoSchema, request);
    const created = await uploads.begin(wish, userOf(response));
    response.status(201).location(`/api/videos/${created.video.id}`).json(created);
  };

  const listOwn: RequestHandler = async (request, response) => {
    const query = queryOf(pageQuerySchema, request);
    response.json(await videos.listOwn(userOf(response), query));
  };

  const get: RequestHandler = async (request, response) => {
    response.json(await videos.view(videoIdOf(request), viewerOf(response)));
  };

  const edit: RequestHandler = async (request, response) => {
    const id = videoIdOf(request);
    const changes = bodyOf(editVideoSchema, request);
    response.json(await videos.edit(id, changes, userOf(response)));
  };

  const remove: RequestHandler = async (request, response) => {
    await videos.takeDown(videoIdOf(request), userOf(response));
    response.status(204).end();
  };

  const retry: RequestHandler = async (request, response) => {
    response.json(await videos.retry(videoIdOf(request), userOf(response)));
  };

  resource(router, '/videos', {
    get: [feed.handler],
    post: [...mayWrite, ...jsonBody(), create],
  });
  resource(router, '/me/videos', { get: [session.required, readLimit.handler, listOwn] });
  resource(router, '/videos/:id', {
    get: [...mayRead, get],
    patch: [...mayWrite, ...jsonBody(), edit],
    delete: [...mayWrite, remove],
  });
  resource(router, '/videos/:id/retry', { post: [...mayWrite, retry] });
  return router;
}
