import { readConfig } from '../config.ts';
import { createClients, createDependencies, forOutcome } from '../dependencies.ts';
import { createTrack } from '../outcome/track-event.ts';
import { createQueueHandler } from '../queue-handler.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('track', config.stackName);

/**
 * Reads "MediaConvert Job State Change" events from a queue and updates the catalog accordingly.
 */
export const handler = createQueueHandler(
  telemetry,
  createTrack(forOutcome(createDependencies(config, telemetry), createClients())),
);
