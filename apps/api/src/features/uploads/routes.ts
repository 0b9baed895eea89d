import { completeUploadSchema, partUrlsSchema } from '@tidecast/contract/uploads';
import { type RequestHandler, Router } from 'express';
import { bodyOf, jsonBody } from '../../http/input.ts';
import { type ApiLimits, limitWrites, type ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, userOf } from '../../http/session.ts';
import { videoIdOf } from '../videos/access.ts';
import type { UploadService } from './service.ts';

/** A list of 10,000 parts is some 700 kB. */
const completeBodyLimit = 1024 ** 2;

export interface UploadRoutesDependencies {
  readonly uploads: UploadService;
  readonly session: Session;
  readonly limits: ApiLimits;
  readonly readLimit: ReadLimit;
}

export function uploadRoutes(dependencies: UploadRoutesDependencies): Router {
  const { uploads, session, limits, readLimit } = dependencies;
  const router = Router();
  const mayRead = [session.required, readLimit.handler];
  const mayWrite = [session.required, limitWrites(limits)];

  const progress: RequestHandler = async (request, response) => {
    response.json(await uploads.progress(videoIdOf(request), userOf(response)));
  };

  const abort: RequestHandler = async (request, response) => {
    await uploads.abort(videoIdOf(request), userOf(response));
    response.status(204).end();
  };

  const signParts: RequestHandler = async (request, response) => {
    const id = videoIdOf(request);
    const { partNumbers } = bodyOf(partUrlsSchema, request);
    response.json(await uploads.signParts(id, partNumbers, userOf(response)));
  };

  const complete: RequestHandler = async (request, response) => {
    const id = videoIdOf(request);
    const wanted = bodyOf(completeUploadSchema, request);
    response.json(await uploads.complete(id, wanted, userOf(response)));
  };

  resource(router, '/videos/:id/upload', {
    get: [...mayRead, progress],
    delete: [...mayWrite, abort],
  });
  // Signing changes nothing, and a fast line asks for many: it is counted like a read.
  resource(router, '/videos/:id/upload/parts', { post: [...mayRead, ...jsonBody(), signParts] });
  resource(router, '/videos/:id/upload/complete', {
    post: [...mayWrite, ...jsonBody(completeBodyLimit), complete],
  });
  return router;
}
