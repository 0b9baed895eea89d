import type { Context } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { createClients, createDependencies, forReconciliation } from '../dependencies.ts';
import { createReconcile, type ReconcileReport } from '../reconciliation/reconcile-videos.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

/**
 * How long settling one video may take, in milliseconds: with less left, the rest is for the next
 * run.
 */
const reserve = 30_000;

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('reconcile', config.stackName);
const reconcile = createReconcile(
  forReconciliation(createDependencies(config, telemetry), createClients()),
);

/** Runs on a schedule and settles every video that has stopped moving. */
export function handler(_event: unknown, context: Context): Promise<ReconcileReport> {
  return telemetry.invocation(context, async () => {
    const report = await reconcile(() => context.getRemainingTimeInMillis() > reserve);
    telemetry.info('reconciled', { ...report });
    return report;
  });
}
