import { authRoutes } from './auth.ts';
import { captionRoutes } from './captions.ts';
import { estimateRoutes } from './estimate.ts';
import { playbackRoutes } from './playback.ts';
import { eventRoutes } from './status-events.ts';
import { uploadRoutes } from './uploads.ts';
import { videoRoutes } from './videos.ts';
import { viewRoutes } from './views.ts';

/** Every route that the API serves. */
export const apiRoutes = {
  ...authRoutes,
  ...videoRoutes,
  ...uploadRoutes,
  ...eventRoutes,
  ...playbackRoutes,
  ...viewRoutes,
  ...captionRoutes,
  ...estimateRoutes,
};
