import type { SessionState } from '@tidecast/http/session';
import * as z from 'zod';

/** The authorizer's answers that are accepted: anything else counts as no session. */
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
 * What the authorizer found out about a request's session, as passed on by API Gateway. The
 * authorizer itself refuses nothing: the routes know which of them need a session, and a page must
 * be told the reason, or it would not know to refresh its session.
 */
export function sessionStateOf(context: unknown): SessionState {
  return sessionStateSchema.safeParse(context).data ?? { session: 'unknown' };
}
