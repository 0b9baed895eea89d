import type { Context, SNSEvent } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { createDependencies } from '../dependencies.ts';
import { createNotify } from '../notify-slack.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('notify', config.stackName);
const notify = createNotify(createDependencies(config, telemetry));

/** Sends messages of the alert topic to Slack. Throws when one could not be sent. */
export function handler(event: SNSEvent, context: Context): Promise<void> {
  return telemetry.invocation(context, () => notify(event, context.getRemainingTimeInMillis()));
}
