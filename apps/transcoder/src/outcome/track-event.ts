import type { OutcomeDependencies } from '../dependencies.ts';
import { reportFromEvent } from './job-report.ts';
import { createSettleJob } from './settle-job.ts';

/** Handles one "MediaConvert Job State Change" event, given as parsed JSON. */
export function createTrack(dependencies: OutcomeDependencies) {
  const { config, telemetry } = dependencies;
  const settleJob = createSettleJob(dependencies);
  return async function track(event: unknown): Promise<void> {
    const report = reportFromEvent(event);
    // Several stacks may share an account and its event bus.
    if (report?.stack === config.stackName) return settleJob(report);
    telemetry.count('EventIgnored');
  };
}
