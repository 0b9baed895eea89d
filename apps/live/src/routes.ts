import { setTimeout as delay } from 'node:timers/promises';
import type { SharedAnswers } from '@tidecast/catalog/shared-answers';
import type { ProfileOf } from '@tidecast/http/profiles';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { createCloseChannel } from './channels/close-channel.ts';
import { createOpenChannel } from './channels/open-channel.ts';
import { channelRoutes } from './channels/routes.ts';
import { createChannelService } from './channels/service.ts';
import { createStreams } from './channels/streams.ts';
import { chatRoutes } from './chat/routes.ts';
import { createChatService } from './chat/service.ts';
import type { RequestDependencies } from './dependencies.ts';
import type { LiveLimits } from './http/limits.ts';
import type { Routes } from './http/router.ts';

export interface AppDependencies extends RequestDependencies {
  readonly limits: LiveLimits;
  readonly profileOf: ProfileOf;
  /** What IVS said of streams, whichever instance asked. */
  readonly answers: SharedAnswers;
}

/** Every route under `/api/live`, and the services behind them. */
export function createRoutes(dependencies: AppDependencies, cookies: SessionCookiePolicy): Routes {
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
    ...channelRoutes({ channels, limits, cookies }),
    ...chatRoutes(chat, { limits, cookies }),
  };
}
