import type { LocalQueue } from '../sqs/queue.ts';
import { type AwsEvent, awsEvent, type EmitEvent } from './aws-event.ts';
import { checkPattern, type EventPattern, matchesPattern } from './event-pattern.ts';

/** Events that match the pattern go to the queue, whole, as JSON. */
interface EventRule {
  readonly name: string;
  readonly pattern: EventPattern;
  readonly queue: Pick<LocalQueue, 'send'>;
}

/** Something to be done again and again, as EventBridge Scheduler does by `rate(...)`. */
interface Schedule {
  readonly name: string;
  readonly everySeconds: number;
  /** Not called again before it has settled; what it rejects with is logged. */
  readonly run: () => Promise<unknown>;
  /** When to run first; after `everySeconds` by default. */
  readonly firstAfterSeconds?: number;
}

export interface EventBusOptions {
  readonly rules: readonly EventRule[];
  readonly log: (line: string) => void;
}

/** The account's default event bus and its schedules. */
export interface EventBus {
  /** In every matching queue, on disk, once it returns. */
  readonly put: EmitEvent;
  /** The returned function ends the schedule. */
  schedule(schedule: Schedule): () => void;
  /** Ends every schedule and waits for the runs under way. */
  close(): Promise<void>;
}

/** @throws TypeError for a pattern with a matcher that is not emulated */
export function createEventBus({ rules, log }: EventBusOptions): EventBus {
  for (const { name, pattern } of rules) {
    try {
      checkPattern(pattern);
    } catch (error) {
      throw new TypeError(`event rule ${name}: ${messageOf(error)}`);
    }
  }
  const stops = new Set<() => void>();
  const running = new Set<Promise<void>>();

  return {
    put(entry) {
      const event: AwsEvent = awsEvent(entry);
      const matching = rules.filter(({ pattern }) => matchesPattern(pattern, { ...event }));
      const body = JSON.stringify(event);
      for (const { queue } of matching) queue.send(body);
    },

    schedule({ name, everySeconds, run, firstAfterSeconds = everySeconds }) {
      let stopped = false;
      let timer: NodeJS.Timeout | undefined;
      const plan = (seconds: number) => {
        if (!stopped) timer = setTimeout(tick, seconds * 1000);
      };
      const tick = () => {
        const due = Date.now() + everySeconds * 1000;
        const work = Promise.resolve()
          .then(run)
          .then(
            () => {},
            (error: unknown) => log(`schedule ${name} failed: ${messageOf(error)}`),
          )
          .finally(() => {
            running.delete(work);
            plan(Math.max(0, due - Date.now()) / 1000);
          });
        running.add(work);
      };
      const stop = () => {
        stopped = true;
        clearTimeout(timer);
        stops.delete(stop);
      };
      stops.add(stop);
      plan(firstAfterSeconds);
      return stop;
    },

    async close() {
      for (const stop of stops) stop();
      await Promise.all(running);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
