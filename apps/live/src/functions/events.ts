import type { Context } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { createClients, createDependencies, forEvents } from '../dependencies.ts';
import { createHandleEvent } from '../events/handle-event.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

/** Time reserved for ending a run, in milliseconds. */
const reserve = 20_000;

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('live-events', config.stackName);
const handleEvent = createHandleEvent(
  forEvents(createDependencies(config, telemetry), createClients()),
);

/** Handles one event of IVS. Throws when a retry can help: Lambda then delivers the event again. */
export function handler(event: unknown, context: Context): Promise<void> {
  return telemetry.invocation(context, async () => {
    try {
      await handleEvent(event, () => context.getRemainingTimeInMillis() > reserve);
    } catch (error) {
      telemetry.error('event failed and will be delivered again', error);
      throw error;
    }
  });
}
