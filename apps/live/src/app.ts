import { setTimeout as delay } from 'node:timers/promises';
import { sessionCookiePolicy } from '@tidecast/platform/cookies';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { DisplayName } from './aws/display-names.ts';
import { createCloseChannel } from './channels/close-channel.ts';
import { createOpenChannel } from './channels/open-channel.ts';
import { channelRoutes } from './channels/routes.ts';
import { createChannelService } from './channels/service.ts';
import { createStreams } from './channels/streams.ts';
import { createRooms } from './chat/rooms.ts';
import { chatRoutes } from './chat/routes.ts';
import { createChatService } from './chat/service.ts';
import type { Dependencies } from './dependencies.ts';
import { asProblem, problemAnswer, toResult } from './http/answer.ts';
import type { Limits } from './http/limits.ts';
import { type HttpEvent, readRequest } from './http/request.ts';
import { createRouter } from './http/router.ts';
import { sameOriginOnly } from './http/same-origin.ts';

export interface AppDependencies extends Dependencies {
  readonly limits: Limits;
  readonly displayName: DisplayName;
}

/** The HTTP interface under `/api/live` as a function of API Gateway's event. Never rejects. */
export function createApp(dependencies: AppDependencies) {
  const { config, ivs, ivschat, limits, now, telemetry } = dependencies;
  const cookies = sessionCookiePolicy(config.publicOrigin);
  const rooms = createRooms(ivschat);
  const channels = createChannelService({
    ...dependencies,
    rooms,
    streams: createStreams(ivs, now),
    openChannel: createOpenChannel(dependencies, (milliseconds) => delay(milliseconds)),
    closeChannel: createCloseChannel(dependencies),
  });
  const chat = createChatService({
    ...dependencies,
    rooms,
    channels,
    catalog: dependencies.channels,
  });
  const route = createRouter({
    ...channelRoutes({ channels, limits, cookies }),
    ...chatRoutes(chat, { limits, cookies }),
  });
  const { secure } = cookies.attributes;

  return async function answer(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
    const request = readRequest(event);
    const startedAt = performance.now();
    let pattern = 'none';
    let status = 500;
    try {
      const found = route(request);
      pattern = found.pattern;
      sameOriginOnly(request, config.publicOrigin, cookies);
      const given = await found.handle(request);
      status = given.status;
      return toResult(given, request.id, secure);
    } catch (error) {
      const problem = asProblem(error);
      status = problem.status;
      if (status >= 500) {
        telemetry.count('RequestFailed');
        telemetry.error('request failed', problem.cause ?? error, { request: request.id });
      }
      return toResult(problemAnswer(problem, request.id), request.id, secure);
    } finally {
      telemetry.info('request', {
        request: request.id,
        method: request.method,
        route: pattern,
        status,
        ms: Math.round(performance.now() - startedAt),
      });
    }
  };
}
