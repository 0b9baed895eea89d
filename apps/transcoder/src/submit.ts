import { readConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { createQueueHandler } from './queue-handler.ts';
import { parseObjectCreated } from './submission/object-created.ts';
import { createSubmitObject } from './submission/submit-object.ts';
import { createLambdaTelemetry } from './telemetry.ts';

const telemetry = createLambdaTelemetry('submit');
const submitObject = createSubmitObject(createDependencies(readConfig(process.env), telemetry));

/** Reads "Object Created" events from a queue and submits what was uploaded to MediaConvert. */
export const handler = createQueueHandler(telemetry, (event) =>
  submitObject(parseObjectCreated(event)),
);
