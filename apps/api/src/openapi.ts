import { livePaths } from '@tidecast/live-contract/paths';
import { createDocument } from 'zod-openapi';
import { authPaths } from './features/auth/schema.ts';
import { captionPaths } from './features/captions/schema.ts';
import { estimatePaths } from './features/estimate/schema.ts';
import { eventPaths } from './features/events/schema.ts';
import { playbackPaths } from './features/playback/schema.ts';
import { uploadPaths } from './features/uploads/schema.ts';
import { videoPaths } from './features/videos/schema.ts';
import { viewPaths } from './features/views/schema.ts';

/** The whole API as OpenAPI 3.1, made from the schemas that validate it. */
export const openApiDocument = createDocument({
  openapi: '3.1.0',
  info: {
    title: 'Tidecast API',
    version: '1',
    description:
      'Errors are RFC 9457 problem details with a stable `code`. Lists page with `cursor` and ' +
      '`limit`. Unknown fields are refused. State-changing requests that carry a session cookie ' +
      'must come from the site itself (Origin or Sec-Fetch-Site).',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/api' }],
  paths: {
    ...authPaths,
    ...videoPaths,
    ...uploadPaths,
    ...eventPaths,
    ...playbackPaths,
    ...viewPaths,
    ...captionPaths,
    ...estimatePaths,
    ...livePaths,
  },
  components: {
    securitySchemes: {
      sessionCookie: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-tc_access',
        description: 'Set by sign-in; httpOnly. Without the prefix over plain http',
      },
      bearerToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    },
  },
});
