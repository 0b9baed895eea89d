import { setTimeout as delay } from 'node:timers/promises';
import type { SharedAnswers } from '@tidecast/catalog/shared-answers';
import type { liveRoutes } from '@tidecast/contract/routes/live';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import type { DisplayName } from './aws/display-names.ts';
import { createCloseChannel } from './channels/close-channel.ts';
import { channelHandlers } from './channels/handlers.ts';
import { createOpenChannel } from './channels/open-channel.ts';
import { createChannelService } from './channels/service.ts';
import { createStreams } from './channels/streams.ts';
import { chatHandlers } from './chat/handlers.ts';
import { createRooms } from './chat/rooms.ts';
import { createChatService } from './chat/service.ts';
import type { Dependencies } from './dependencies.ts';
import type { LiveLimits } from './http/limits.ts';
import type { LiveHandlers } from './http/serve-routes.ts';

export interface AppDependencies extends Dependencies {
  readonly limits: LiveLimits;
  readonly displayName: DisplayName;
  /** What IVS said of streams, whichever instance asked. */
  readonly answers: SharedAnswers;
}

/** What stands behind every route under `/api/live`, and the services behind that. */
export function createHandlers(
  dependencies: AppDependencies,
  cookies: SessionCookiePolicy,
): LiveHandlers<typeof liveRoutes> {
  const { ivschat, limits } = dependencies;
  const rooms = createRooms(ivschat);
  const channels = createChannelService({
    ...dependencies,
    rooms,
    streams: createStreams(dependencies),
    openChannel: createOpenChannel(dependencies, (milliseconds) => delay(milliseconds)),
    closeChannel: createCloseChannel(dependencies),
  });
  const chat = createChatService({
    ...dependencies,
    rooms,
    channels,
    catalog: dependencies.channels,
  });
  return {
    ...channelHandlers({ channels, limits, cookies }),
    ...chatHandlers(chat, cookies),
  };
}
