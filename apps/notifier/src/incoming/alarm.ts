import * as z from 'zod';

/** A CloudWatch alarm as published to a topic; the same for composite and metric alarms. */
const alarmSchema = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: z.string().optional(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string().default(''),
  OldStateValue: z.string().optional(),
  /** `2026-01-31T08:00:00.000+0000`. */
  StateChangeTime: z.string().optional(),
  /** The region's name for people, such as `Asia Pacific (Seoul)`. */
  Region: z.string().optional(),
});

export interface Alarm {
  readonly kind: 'alarm';
  readonly name: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly arn?: string;
  readonly description?: string;
  readonly previousState?: string;
  readonly changedAt?: string;
  readonly region?: string;
}

/** The alarm in a message's JSON; undefined when it is something else. */
export function readAlarm(json: unknown): Alarm | undefined {
  const { success, data } = alarmSchema.safeParse(json);
  if (!success) return undefined;
  return {
    kind: 'alarm',
    name: data.AlarmName,
    state: data.NewStateValue,
    reason: data.NewStateReason,
    ...(data.AlarmArn && { arn: data.AlarmArn }),
    ...(data.AlarmDescription && { description: data.AlarmDescription }),
    ...(data.OldStateValue && { previousState: data.OldStateValue }),
    ...(data.StateChangeTime && { changedAt: data.StateChangeTime }),
    ...(data.Region && { region: data.Region }),
  };
}
