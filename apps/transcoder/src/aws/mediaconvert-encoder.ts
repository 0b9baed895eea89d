import {
  BadRequestException,
  CreateJobCommand,
  type Job,
  type MediaConvertClient,
  NotFoundException,
  ProbeCommand,
  UnprocessableEntityException,
} from '@aws-sdk/client-mediaconvert';
import { createJobRequest } from '@tidecast/encoding/job';
import { parseProbe } from '@tidecast/encoding/probe';
import { cancelJob, findJob, getJob } from '@tidecast/media/encode-job';
import {
  hlsDestinationKey,
  posterCandidatesKey,
  storyboardFramesKey,
} from '@tidecast/platform/storage/bucket-layout';
import type { TranscoderConfig } from '../config.ts';
import { type EncodeJob, type Encoder, JobRefusedError } from '../encoder.ts';
import { jobMetadata } from '../job-metadata.ts';

/** MediaConvert, with the stack's queue and role. */
export function createMediaConvertEncoder(
  mediaconvert: MediaConvertClient,
  config: Pick<TranscoderConfig, 'buckets' | 'queueArn' | 'roleArn' | 'stackName'>,
): Encoder {
  const { buckets, queueArn, roleArn, stackName } = config;
  const sourceUrl = (key: string) => `s3://${buckets.source}/${key}`;
  const mediaUrl = (key: string) => `s3://${buckets.media}/${key}`;

  return {
    async probe(sourceKey) {
      try {
        const { ProbeResults } = await mediaconvert.send(
          new ProbeCommand({ InputFiles: [{ FileUrl: sourceUrl(sourceKey) }] }),
        );
        const [result] = ProbeResults ?? [];
        return result?.Container?.Tracks?.length ? parseProbe(result) : undefined;
      } catch (error) {
        if (isUnreadableFile(error)) return undefined;
        throw error;
      }
    },

    async create({ ref, source, sourceKey, queuedAt }) {
      const { videoId } = ref;
      const request = createJobRequest({
        stack: stackName,
        ...ref,
        queueArn,
        roleArn,
        source,
        sourceUrl: sourceUrl(sourceKey),
        hlsDestination: mediaUrl(hlsDestinationKey(videoId)),
        posterDestination: mediaUrl(posterCandidatesKey(videoId)),
        storyboardDestination: mediaUrl(storyboardFramesKey(videoId)),
      });
      const facts = { sourceDuration: source.duration, queuedAt };
      try {
        const { Job: job } = await mediaconvert.send(
          new CreateJobCommand({
            ...request,
            UserMetadata: jobMetadata(request.UserMetadata, facts),
          }),
        );
        return idOf(job);
      } catch (error) {
        if (!(error instanceof BadRequestException)) throw error;
        throw new JobRefusedError(error.message, { cause: error });
      }
    },

    async find(ref, since) {
      const job = await findJob(mediaconvert, { ...ref, queueArn }, since);
      return job && described(job);
    },

    async get(jobId) {
      const job = await getJob(mediaconvert, jobId);
      return job && described(job);
    },

    async cancel(jobId) {
      await cancelJob(mediaconvert, jobId);
    },
  };
}

function isUnreadableFile(error: unknown): boolean {
  return (
    error instanceof BadRequestException ||
    error instanceof NotFoundException ||
    error instanceof UnprocessableEntityException
  );
}

function idOf(job: Job | undefined): string {
  if (!job?.Id) throw new Error('MediaConvert answered without a job id');
  return job.Id;
}

function described(job: Job): EncodeJob {
  const { Status, CurrentPhase, JobPercentComplete, ErrorCode, ErrorMessage, UserMetadata } = job;
  return {
    id: idOf(job),
    ...(Status !== undefined && { status: Status }),
    ...(CurrentPhase !== undefined && { phase: CurrentPhase }),
    ...(JobPercentComplete !== undefined && { progress: JobPercentComplete }),
    ...(ErrorCode !== undefined && { errorCode: ErrorCode }),
    ...(ErrorMessage !== undefined && { errorMessage: ErrorMessage }),
    ...(UserMetadata && { metadata: UserMetadata }),
  };
}
