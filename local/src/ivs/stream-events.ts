import type { EventEntry } from '../events/aws-event.ts';
import type { LimitBreach } from './ingest-limits.ts';

/** What every event of a stream names. */
export interface EventSubject {
  readonly channelArn: string;
  readonly channelName: string;
  readonly streamId: string;
}

export type StreamEventName =
  | 'Session Created'
  | 'Session Ended'
  | 'Stream Start'
  | 'Stream End'
  | 'Stream Failure'
  | 'Stream Takeover'
  | 'Stream Takeover Failure';

/** `IVS Stream State Change` (IVS user guide, "Using Amazon EventBridge"). */
export function streamStateEvent(
  subject: EventSubject,
  eventName: StreamEventName,
  more: { readonly reason?: string; readonly code?: string } = {},
): EventEntry {
  return entry('IVS Stream State Change', subject, { event_name: eventName, ...more });
}

/** `IVS Stream Health Change`. */
export function streamHealthEvent(subject: EventSubject, starving: boolean): EventEntry {
  const name = starving ? 'Starvation Start' : 'Starvation End';
  return entry('IVS Stream Health Change', subject, { event_name: name });
}

/** `IVS Limit Breach`. @param subject - absent for the limits on all channels together */
export function limitBreachEvent(breach: LimitBreach, subject?: EventSubject): EventEntry {
  return {
    source: 'aws.ivs',
    detailType: 'IVS Limit Breach',
    resources: subject ? [subject.channelArn] : [],
    detail: {
      limit_name: breach.name,
      limit_value: breach.value,
      exceeded_by: breach.exceededBy,
      limit_unit: breach.unit,
      ...(subject && { channel_name: subject.channelName, stream_id: subject.streamId }),
    },
  };
}

export interface RecordingFacts {
  readonly bucket: string;
  readonly prefix: string;
  readonly durationMs: number;
  readonly sessionId: string;
  readonly streamIds: readonly string[];
  readonly reason?: string;
}

/** `IVS Recording State Change`. */
export function recordingStateEvent(
  subject: EventSubject,
  status: 'Recording Start' | 'Recording End' | 'Recording Start Failure',
  facts: RecordingFacts,
): EventEntry {
  return entry('IVS Recording State Change', subject, {
    recording_status: status,
    recording_status_reason: facts.reason ?? '',
    recording_s3_bucket_name: facts.bucket,
    recording_s3_key_prefix: facts.prefix,
    recording_duration_ms: facts.durationMs,
    recording_session_id: facts.sessionId,
    ...(status === 'Recording End' && { recording_session_stream_ids: facts.streamIds }),
  });
}

function entry(
  detailType: string,
  { channelArn, channelName, streamId }: EventSubject,
  detail: Readonly<Record<string, unknown>>,
): EventEntry {
  return {
    source: 'aws.ivs',
    detailType,
    resources: [channelArn],
    detail: { channel_name: channelName, stream_id: streamId, ...detail },
  };
}
