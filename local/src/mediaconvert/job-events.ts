import { localAccount } from '../aws/service.ts';
import type { EventEntry } from '../events/aws-event.ts';
import type { FfprobeResult, FfprobeStream } from '../ffmpeg/run-ffprobe.ts';
import { defaultQueueArn, type JobRecord, jobArn } from './job-record.ts';
import { decimal, frameRate, ratio } from './probe.ts';
import type { Phase } from './transcode.ts';

/** A "MediaConvert Job State Change" event, with what every status carries. */
export function jobEvent(
  job: JobRecord,
  status: string,
  detail: Readonly<Record<string, unknown>> = {},
): EventEntry {
  return {
    source: 'aws.mediaconvert',
    detailType: 'MediaConvert Job State Change',
    resources: [jobArn(job.id)],
    detail: {
      timestamp: Date.now(),
      accountId: localAccount.accountId,
      queue: job.request.queue ?? defaultQueueArn,
      jobId: job.id,
      status,
      userMetadata: job.request.userMetadata ?? {},
      ...detail,
    },
  };
}

/** Further detail of INPUT_INFORMATION. */
export function inputInformation(uri: string, probed: FfprobeResult) {
  const of = (type: string) => probed.streams.filter(({ codec_type }) => codec_type === type);
  return {
    inputDetails: [
      {
        id: 1,
        uri,
        video: of('video').map(videoInformation),
        audio: of('audio').map(audioInformation),
      },
    ],
  };
}

function videoInformation(stream: FfprobeStream) {
  const rate = ratio(frameRate(stream));
  return {
    streamId: stream.index + 1,
    codec: stream.codec_name?.toUpperCase(),
    width: stream.width,
    height: stream.height,
    frameRate: rate ? Number((rate.numerator / rate.denominator).toFixed(3)) : undefined,
    sar: stream.sample_aspect_ratio,
  };
}

function audioInformation(stream: FfprobeStream) {
  return {
    streamId: stream.index + 1,
    codec: stream.codec_name?.toUpperCase(),
    channels: stream.channels,
    sampleRate: decimal(stream.sample_rate),
    language: stream.tags?.language,
  };
}

const phases: readonly Phase[] = ['PROBING', 'TRANSCODING', 'UPLOADING'];

/** Further detail of STATUS_UPDATE. */
export function statusUpdate({ phase, percent }: JobRecord, framesDecoded: number) {
  const current = phase ? phases.indexOf(phase) : 0;
  const phaseProgress = phases.map((name, index) => {
    if (index < current) return [name, { status: 'COMPLETE', percentComplete: 100 }];
    if (index > current) return [name, { status: 'PENDING', percentComplete: 0 }];
    const percentComplete = name === 'TRANSCODING' ? (percent ?? 0) : 0;
    return [name, { status: 'PROGRESSING', percentComplete }];
  });
  return {
    framesDecoded,
    jobProgress: {
      jobPercentComplete: percent ?? 0,
      currentPhase: phase,
      retryCount: 0,
      phaseProgress: Object.fromEntries(phaseProgress),
    },
  };
}
