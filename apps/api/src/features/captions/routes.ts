import { captionMediaTypes, captionParams } from '@tidecast/contract/captions';
import { maxCaptionBytes } from '@tidecast/contract/limits';
import { HttpProblem } from '@tidecast/http/problem';
import express, { type Request, type RequestHandler, Router } from 'express';
import { mediaType, paramsOf } from '../../http/input.ts';
import { type ApiLimits, limitWrites, type ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, userOf, viewerOf } from '../../http/session.ts';
import type { CaptionService } from './service.ts';

export interface CaptionRoutesDependencies {
  readonly captions: CaptionService;
  readonly session: Session;
  readonly limits: ApiLimits;
  readonly readLimit: ReadLimit;
}

export function captionRoutes(dependencies: CaptionRoutesDependencies): Router {
  const { captions, session, limits, readLimit } = dependencies;
  const router = Router();
  const mayWrite = [session.required, limitWrites(limits)];

  const get: RequestHandler = async (request, response) => {
    const { id, lang } = trackOf(request);
    const text = await captions.get(id, lang, viewerOf(response));
    response.type('text/vtt').send(text);
  };

  const put: RequestHandler = async (request, response) => {
    const { id, lang } = trackOf(request);
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body))
      throw new HttpProblem('validation_failed', 'Send the captions as the body.');
    const { language, label, updatedAt } = await captions.put(id, lang, body, userOf(response));
    response.json({ language, label, updatedAt });
  };

  const remove: RequestHandler = async (request, response) => {
    const { id, lang } = trackOf(request);
    await captions.remove(id, lang, userOf(response));
    response.status(204).end();
  };

  const body = [
    mediaType(...captionMediaTypes),
    express.raw({ type: [...captionMediaTypes], limit: maxCaptionBytes, inflate: false }),
  ];
  resource(router, '/videos/:id/captions/:lang', {
    get: [session.optional, readLimit.handler, get],
    put: [...mayWrite, ...body, put],
    delete: [...mayWrite, remove],
  });
  return router;
}

function trackOf(request: Request): { readonly id: string; readonly lang: string } {
  return paramsOf(captionParams, request);
}
