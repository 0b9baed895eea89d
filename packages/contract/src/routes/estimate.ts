import { estimateRequestSchema, estimateSchema } from '../estimate.ts';
import { declareRoutes, json, jsonBody } from './declare.ts';

export const estimateRoutes = declareRoutes({
  estimate: {
    method: 'POST',
    path: '/estimate',
    tag: 'videos',
    summary: 'What encoding a video would make and cost',
    access: 'open',
    limit: 'read',
    body: jsonBody(estimateRequestSchema, { durationSeconds: 60, width: 1280, height: 720 }),
    answers: {
      200: json('The estimate', estimateSchema, {
        renditions: [{ rung: 720, width: 1280, height: 720, usd: 0.0102 }],
        minutes: 1,
        usd: 0.0102,
      }),
    },
  },
});
