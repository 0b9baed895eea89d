/**
 * Where the programs answer that are asked over HTTP. They serve these paths, and the edge, the
 * firewall, the charts and the page ask for them.
 */

/** Path of the site under which the API answers. */
export const apiRoot = '/api';

/** The public feed and its searches: what of the API the edge keeps. */
export const feedPath = `${apiRoot}/videos`;

/** Every page of the feed and its searches, as an invalidation of the edge names them. */
export const feedPaths = `${feedPath}*`;

/** Path of the site under which apps/live answers. */
export const liveRoot = `${apiRoot}/live`;

/** All that apps/live answers, as API Gateway spells it in a route. */
export const liveRoute = `${liveRoot}/{proxy+}`;

/** What the cluster asks the API for; the load balancer lets none of it out. */
export const innerPaths = { alive: '/healthz', ready: '/readyz', metrics: '/metrics' } as const;
