import { channelRoutes } from './channels.ts';
import { chatRoutes } from './chat.ts';

/** Every route that the live functions serve. */
export const liveRoutes = { ...channelRoutes, ...chatRoutes };
