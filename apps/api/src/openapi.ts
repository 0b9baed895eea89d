import { authPaths } from '@tidecast/contract/auth';
import { captionPaths } from '@tidecast/contract/captions';
import { estimatePaths } from '@tidecast/contract/estimate';
import { livePaths } from '@tidecast/contract/paths';
import { playbackPaths } from '@tidecast/contract/playback';
import { eventPaths } from '@tidecast/contract/status-events';
import { uploadPaths } from '@tidecast/contract/uploads';
import { videoPaths } from '@tidecast/contract/videos';
import { viewPaths } from '@tidecast/contract/views';
import { createDocument } from 'zod-openapi';

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
