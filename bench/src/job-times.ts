import { GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { localAccount } from '../../local/src/aws/service.ts';

/** When a job was taken, began and ended: Unix milliseconds. */
export interface JobTimes {
  readonly submittedAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Asks the local MediaConvert for the times of a finished job. */
export async function jobTimes(awsUrl: string, jobId: string): Promise<JobTimes> {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  const client = new MediaConvertClient({
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    const { Job } = await client.send(new GetJobCommand({ Id: jobId }));
    const { SubmitTime, StartTime, FinishTime } = Job?.Timing ?? {};
    if (!SubmitTime || !StartTime || !FinishTime) throw new Error(`job ${jobId} is not finished`);
    return {
      submittedAt: SubmitTime.getTime(),
      startedAt: StartTime.getTime(),
      finishedAt: FinishTime.getTime(),
    };
  } finally {
    client.destroy();
  }
}
