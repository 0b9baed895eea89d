import { statusEventHeaders } from '../status-events.ts';
import { videoParams } from '../videos.ts';
import { declareRoutes, empty } from './declare.ts';

export const eventRoutes = declareRoutes({
  videoEvents: {
    method: 'GET',
    path: '/videos/{id}/events',
    tag: 'videos',
    summary: 'The status as server-sent events',
    description:
      'Events named `status`, whose id is the version of the video and whose data is a ' +
      'StatusEvent in JSON. The present state is sent on connection unless Last-Event-ID says it ' +
      'is known. The stream ends after `ready`, `failed` or `deleting`.',
    access: 'anybody',
    limit: 'read',
    params: videoParams,
    headers: statusEventHeaders,
    answers: {
      200: {
        kind: 'events',
        description: 'A stream of events',
        example:
          'retry: 2000\n\nevent: status\nid: 3\ndata: {"status":"ready","progress":100,' +
          '"phase":null,"error":null,"playable":true}\n\n',
      },
      204: empty('Nothing more will happen, and the client knows the last state'),
    },
    problems: ['too_many_streams'],
  },
});
