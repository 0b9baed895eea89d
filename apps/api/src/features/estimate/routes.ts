import { type Estimate, estimateRequestSchema } from '@tidecast/contract/estimate';
import { estimateCost } from '@tidecast/encoding/estimate';
import { HttpProblem } from '@tidecast/http/problem';
import { type RequestHandler, Router } from 'express';
import { bodyOf, jsonBody } from '../../http/input.ts';
import type { ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';

export function estimateRoutes(readLimit: ReadLimit): Router {
  const router = Router();

  const estimate: RequestHandler = (request, response) => {
    const { frameRate, ...source } = bodyOf(estimateRequestSchema, request);
    response.json(estimateOf({ ...source, ...(frameRate !== undefined && { frameRate }) }));
  };

  resource(router, '/estimate', { post: [readLimit.handler, ...jsonBody(), estimate] });
  return router;
}

function estimateOf(source: Parameters<typeof estimateCost>[0]): Estimate {
  try {
    const { renditions, minutes, usd } = estimateCost(source);
    return {
      renditions: renditions.map(({ rung, width, height, usd }) => ({ rung, width, height, usd })),
      minutes,
      usd,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HttpProblem('not_encodable', error.message);
  }
}
