import { localAccount } from '../aws/service.ts';

/** An EventBridge event, as rules match it and queues carry it. */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a service says happened; the envelope is added by {@link awsEvent}. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly resources?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where services put their events: the local event bus. Durable once it returns. */
export type EmitEvent = (entry: EventEntry) => void;

/** Wraps an entry in the envelope EventBridge gives it. */
export function awsEvent(entry: EventEntry, now = new Date()): AwsEvent {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': entry.detailType,
    source: entry.source,
    account: localAccount.accountId,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: localAccount.region,
    resources: entry.resources ?? [],
    detail: entry.detail,
  };
}
