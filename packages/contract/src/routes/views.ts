import { videoParams } from '../videos.ts';
import { declareRoutes, empty } from './declare.ts';

export const viewRoutes = declareRoutes({
  countView: {
    method: 'POST',
    path: '/videos/{id}/views',
    tag: 'playback',
    summary: 'Count a view; the same viewer counts once in a while',
    access: 'anybody',
    limit: 'read',
    params: videoParams,
    answers: { 204: empty('Heard') },
  },
});
