import { liveRoutes } from '@tidecast/contract/routes/live';
import { asProblem } from '@tidecast/http/as-problem';
import { requireSameOrigin } from '@tidecast/http/same-origin';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type AppDependencies, createHandlers } from './handlers.ts';
import { problemAnswer, toResult } from './http/answer.ts';
import { type HttpEvent, readRequest } from './http/request.ts';
import { serveRoutes } from './http/serve-routes.ts';

/** The HTTP interface under `/api/live` as a function of API Gateway's event. Never rejects. */
export function createApp(dependencies: AppDependencies) {
  const { config, telemetry } = dependencies;
  const cookies = sessionCookiePolicy(config.publicOrigin);
  const handlers = createHandlers(dependencies, cookies);
  const route = serveRoutes(liveRoutes, handlers, dependencies.limits);
  const { secure } = cookies.attributes;

  return async function answer(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
    const request = readRequest(event);
    const startedAt = performance.now();
    let pattern = 'none';
    let status = 500;
    try {
      const found = route(request);
      pattern = found.pattern;
      requireSameOrigin(request, config.publicOrigin, cookies);
      const given = await found.answer();
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
