import type { apiRoutes } from '@tidecast/contract/routes/api';
import type { liveRoutes } from '@tidecast/contract/routes/live';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';

type Routes = typeof apiRoutes & typeof liveRoutes;

/** The path of a route as the contract declares it. */
export type RoutePath = Routes[keyof Routes]['path'];

/** The address of a route on this site, for what is asked without the client. */
export function addressOf(path: RoutePath, id = ''): string {
  return `${apiRoot}${path.replace('{id}', id)}`;
}
