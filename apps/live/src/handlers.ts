import { setTimeout as delay } from 'node:timers/promises';
import type { SharedAnswers } from '@tidecast/catalog/shared-answers';
import type { liveRoutes } from '@tidecast/contract/routes/live';
import type { ProfileOf } from '@tidecast/http/profiles';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { createCloseChannel } from './channels/close-channel.ts';
import { channelHandlers } from './channels/handlers.ts';
import { createOpenChannel } from './channels/open-channel.ts';
import { createChannelService } from './channels/service.ts';
import { createStreams } from './channels/streams.ts';
import { chatHandlers } from './chat/handlers.ts';
import { createChatService } from './chat/service.ts';
import type { RequestDependencies } from './dependencies.ts';
import type { LiveLimits } from './http/limits.ts';
import type { LiveHandlers } from './http/serve-routes.ts';

export interface AppDependencies extends RequestDependencies {
  readonly limits: LiveLimits;
  readonly profileOf: ProfileOf;
  /** What IVS reported of streams, whichever instance asked. */
  readonly answers: SharedAnswers;
}

/** The handlers of every route under `/api/live`, on the services that do the work. */
export function createHandlers(
  dependencies: AppDependencies,
  cookies: SessionCookiePolicy,
): LiveHandlers<typeof liveRoutes> {
  const { limits } = dependencies;
  const channels = createChannelService({
    ...dependencies,
    streams: createStreams(dependencies),
    openChannel: createOpenChannel(dependencies, (milliseconds) => delay(milliseconds)),
    closeChannel: createCloseChannel(dependencies),
  });
  const chat = createChatService({
    ...dependencies,
    channels,
    catalog: dependencies.channels,
  });
  return {
    ...channelHandlers({ channels, limits, cookies }),
    ...chatHandlers(chat, cookies),
  };
}
