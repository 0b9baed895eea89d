import type { SessionState } from '@tidecast/http/session';
import * as z from 'zod';

/** What the authorizer answers, as far as it is believed: anything else is no session. */
const sessionStateSchema = z.discriminatedUnion('session', [
  z.object({ session: z.enum(['anonymous', 'expired', 'invalid', 'unknown']) }),
  z.object({
    session: z.literal('signed-in'),
    userId: z.string().min(1),
    moderator: z.boolean(),
    tokenId: z.string().min(1),
  }),
]);

/**
 * What the authorizer found out of a request's session, as API Gateway hands it on. It refuses
 * nothing: what needs a session is the routes' business, and a page must be told why, or it would
 * not know to refresh its session.
 */
export function sessionStateOf(context: unknown): SessionState {
  return sessionStateSchema.safeParse(context).data ?? { session: 'unknown' };
}
