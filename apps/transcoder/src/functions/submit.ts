import { readConfig } from '../config.ts';
import { createClients, createDependencies, forSubmission } from '../dependencies.ts';
import { createQueueHandler } from '../queue-handler.ts';
import { parseObjectCreated } from '../submission/object-created.ts';
import { createSubmitObject } from '../submission/submit-object.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('submit', config.stackName);
const submitObject = createSubmitObject(
  forSubmission(createDependencies(config, telemetry), createClients()),
);

/** Reads "Object Created" events from a queue and submits what was uploaded to MediaConvert. */
export const handler = createQueueHandler(telemetry, (event) =>
  submitObject(parseObjectCreated(event)),
);
