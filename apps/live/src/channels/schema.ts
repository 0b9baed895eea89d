import { z } from 'zod';

/** Spaces, controls, halves of characters, and what fonts draw as nothing. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that others must be able to see. */
export function visibleText(mostCharacters: number) {
  return z
    .string()
    .trim()
    .normalize()
    .max(mostCharacters)
    .refine((typed) => typed.isWellFormed(), 'must be whole Unicode characters')
    .refine((typed) => typed.replace(invisible, '') !== '', 'must have a visible character');
}

/** A ULID. */
export const idPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1024}$/, 'must be a nextCursor of an earlier page');
const limit = (byDefault: number) => z.coerce.number().int().min(1).max(100).default(byDefault);

export const listChannelsSchema = z
  .strictObject({
    /** A flag: only live channels are listed without `owner` in any case. */
    live: z.enum(['', 'true', '1']).optional(),
    owner: z.literal('me').optional(),
    cursor: cursor.optional(),
    limit: limit(24),
  })
  .refine(({ live, owner }) => live === undefined || owner === undefined, {
    message: 'cannot be combined with live',
    path: ['owner'],
  });

export const openChannelSchema = z.strictObject({ title: visibleText(120) });

export const editChannelSchema = z
  .strictObject({
    title: visibleText(120),
    slowModeSeconds: z.int().min(0).max(3_600),
  })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must change something');

/** Cognito's `sub`, or what an anonymous reader was called. */
const userId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a user id');

export const banSchema = z.strictObject({ userId, reason: visibleText(200) });
export const moderatorSchema = z.strictObject({
  userId,
  displayName: visibleText(60).optional(),
});
export const messagesSchema = z.strictObject({ before: cursor.optional(), limit: limit(50) });
export const replaySchema = z.strictObject({
  from: z.coerce.number().min(0).default(0),
  to: z.coerce.number().positive().optional(),
  cursor: cursor.optional(),
  limit: limit(100),
});

export type EditChannel = z.infer<typeof editChannelSchema>;
export type Replay = z.infer<typeof replaySchema>;
