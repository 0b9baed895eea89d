import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createSharedAnswers } from '@tidecast/catalog/shared-answers';
import { inTable } from '@tidecast/http/limits';
import { createProfiles } from '@tidecast/http/profiles';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createClients, createDependencies, forRequests } from '../dependencies.ts';
import { createLiveLimits } from '../http/limits.ts';
import type { HttpEvent } from '../http/request.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

/** Milliseconds: a page waits. Without the table each instance counts for itself. */
const impatient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
};

/** How long looking up a name may take, in milliseconds. */
const asking = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('live-http', config.stackName);
const dynamo = new DynamoDB(impatient);
const answer = createApp({
  ...forRequests(createDependencies(config, telemetry), createClients()),
  limits: createLiveLimits(inTable(dynamo, config.tables.expiring)),
  answers: createSharedAnswers({ client: dynamo, table: config.tables.expiring }),
  profileOf: createProfiles(new CognitoIdentityProviderClient(asking)),
});

/** Answers requests under `/api/live`. */
export function handler(
  event: HttpEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  return telemetry.invocation(context, () => answer(event));
}
