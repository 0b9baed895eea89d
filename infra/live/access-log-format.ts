/**
 * The fields of the access log and API Gateway's variables for them (API Gateway Developer Guide,
 * "Customize HTTP API access logs"). No query, header or body, since some of them are private.
 */
const fields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseMilliseconds: '$context.responseLatency',
  integrationMilliseconds: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  error: '$context.error.message',
} as const;

/** One line of JSON for each request. */
export const accessLogFormat = JSON.stringify(fields);
