import { streamEventTypes } from '@tidecast/platform/events/live';
import * as z from 'zod';

const text = z.string().min(1);

/** The parts of IVS's events that are read here (IVS User Guide, "EventBridge"). */
const envelope = z.object({
  time: z.iso.datetime({ offset: true }),
  /** The channel's ARN; empty for limits on all channels together. */
  resources: z.array(z.string()).default([]),
});

const detail = z.looseObject({ channel_name: z.string().optional() });

const streamState = envelope.extend({
  'detail-type': z.literal(streamEventTypes.state),
  detail: detail.extend({ event_name: text, stream_id: text.optional() }),
});

const streamHealth = envelope.extend({
  'detail-type': z.literal(streamEventTypes.health),
  detail: detail.extend({ event_name: text, stream_id: text }),
});

const limitBreach = envelope.extend({
  'detail-type': z.literal(streamEventTypes.limit),
  detail: detail.extend({
    /** The name in the user guide; EventBridge's own schema of the event calls it `limit`. */
    limit_name: text.optional(),
    limit: text.optional(),
    limit_value: z.union([z.number(), z.string()]).optional(),
    exceeded_by: z.union([z.number(), z.string()]).optional(),
    limit_unit: z.string().optional(),
  }),
});

const recordingState = envelope.extend({
  'detail-type': z.literal(streamEventTypes.recording),
  detail: detail.extend({
    recording_status: text,
    recording_status_reason: z.string().optional(),
    recording_s3_key_prefix: z.string().optional(),
    recording_duration_ms: z.number().optional(),
  }),
});

const schema = z.discriminatedUnion('detail-type', [
  streamState,
  streamHealth,
  limitBreach,
  recordingState,
]);

export type IvsEvent = z.output<typeof schema>;
export type StreamStateEvent = z.output<typeof streamState>;
export type StreamHealthEvent = z.output<typeof streamHealth>;
export type LimitBreachEvent = z.output<typeof limitBreach>;
export type RecordingStateEvent = z.output<typeof recordingState>;

/** @returns undefined for any other event, or one that lacks required fields */
export function parseIvsEvent(event: unknown): IvsEvent | undefined {
  return schema.safeParse(event).data;
}
