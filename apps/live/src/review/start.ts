import type { ChannelCatalog } from '@tidecast/catalog/channel-catalog';
import { reviewWarmUp } from '@tidecast/platform/events/live';
import * as z from 'zod';
import type { Telemetry } from '../telemetry.ts';

export interface StartDependencies {
  readonly channels: Pick<ChannelCatalog, 'get'>;
  readonly telemetry: Pick<Telemetry, 'warn'>;
  /** Milliseconds since the process began; the system's by default. */
  readonly uptime?: () => number;
}

/**
 * An event that comes this soon after the program has loaded was waiting for it; in milliseconds.
 */
const atOnce = 100;

/** No channel has this id. */
const nobody = 'warm-up';

const warmUpSchema = z.object({ warmUp: z.literal(reviewWarmUp.warmUp) });

/**
 * The start of an instance, which takes longer than IVS Chat waits, so a schedule starts one before
 * there is a message. Create this once the program has loaded.
 */
export function createStart(dependencies: StartDependencies) {
  const { channels, telemetry, uptime = () => performance.now() } = dependencies;
  const loadedAt = uptime();
  let first = true;

  return {
    /**
     * How long an event has waited for this instance, in milliseconds, as far as that can be known.
     */
    waitedFor(): number {
      const now = uptime();
      const waited = first && now - loadedAt < atOnce ? now : 0;
      first = false;
      return waited;
    },

    isWarmUp: (event: unknown): boolean => warmUpSchema.safeParse(event).success,

    /** Opens what the first message would wait for: credentials, and a connection to DynamoDB. */
    async warmUp(): Promise<undefined> {
      try {
        await channels.get(nobody);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        telemetry.warn('warm-up failed', { reason });
      }
    },
  };
}
