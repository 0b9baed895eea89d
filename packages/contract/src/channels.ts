/** What the routes of channels take and answer. */

import * as z from 'zod';
import { changesOf } from './changes.ts';
import { maxBanReasonLength, maxSlowModeSeconds, maxTitleLength } from './limits.ts';
import { cursorSchema, limitSchema, pageSchema } from './lists.ts';
import { displayNameSchema, visibleText } from './text.ts';
import { ulidSchema } from './ulid.ts';
import { channelStates } from './vocabulary.ts';

const displayName = displayNameSchema
  .optional()
  .meta({ description: 'What the owner will know them by again' });

/** A user's Cognito `sub`, or the id of an anonymous reader of a chat. */
const userId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a user id')
  .meta({ description: 'A user id', example: '5b3c1f0e-3f0c-4f6c-9d6e-0d6c8a1f2b3c' });

export const channelParams = z.strictObject({ id: ulidSchema });
export const memberParams = z.strictObject({ id: ulidSchema, userId });

export const listChannelsQuery = z.strictObject({
  live: z.enum(['', 'true', '1']).optional().meta({
    description: 'A flag: with `owner`, only those that are live; without, they are in any case',
  }),
  owner: z.literal('me').optional().meta({ description: "The signed-in user's own channels" }),
  cursor: cursorSchema.optional(),
  limit: limitSchema(24),
});

export const openChannelSchema = z
  .strictObject({ title: visibleText(maxTitleLength) })
  .meta({ id: 'OpenChannel' });

/** The editable fields of a channel; as with videos, a field added here is passed on and shown. */
export const editableChannelFields = {
  title: visibleText(maxTitleLength),
  slowModeSeconds: z
    .int()
    .min(0)
    .max(maxSlowModeSeconds)
    .meta({ description: 'Seconds between two messages of one person; 0 for none' }),
};

export const editChannelSchema = changesOf(editableChannelFields).meta({ id: 'EditChannel' });

export const appointSchema = z
  .strictObject({ userId, displayName })
  .meta({ id: 'AppointModerator' });

export const banSchema = z
  .strictObject({ userId, displayName, reason: visibleText(maxBanReasonLength) })
  .meta({ id: 'BanUser' });

const knownAs = z.string().optional().meta({ description: 'As it was told; absent if it was not' });
const forOwner = (description: string) => ({ description: `${description}; the owner's alone` });

export const channelSchema = z
  .object({
    id: ulidSchema,
    ownerId: z.string(),
    ownerName: z.string(),
    ...editableChannelFields,
    state: z.enum(channelStates).meta({ id: 'ChannelState' }),
    playbackUrl: z.string().nullable().meta({
      description: 'Absolute URL of the multivariant playlist, which answers while it is live',
    }),
    viewers: z.int(),
    startedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When the stream began; null while offline' }),
    health: z
      .enum(['healthy', 'starving', 'unknown'])
      .optional()
      .meta(forOwner("How the encoder's signal arrives")),
    moderators: z
      .array(z.object({ userId: z.string(), displayName: knownAs }))
      .optional()
      .meta(forOwner('Whom the owner has appointed')),
    bans: z
      .array(z.object({ userId: z.string(), displayName: knownAs, reason: z.string() }))
      .optional()
      .meta(forOwner('Who may not chat')),
  })
  .meta({ id: 'Channel' });

export const channelPageSchema = pageSchema(channelSchema).meta({ id: 'ChannelPage' });

export const streamKeySchema = z
  .object({ ingestUrl: z.string(), streamKey: z.string() })
  .meta({ id: 'StreamKey', description: 'Publish to `ingestUrl` followed by `streamKey`' });

/** `undefined` leaves a field as it is. */
export type EditChannel = z.output<typeof editChannelSchema>;
export type AppointModerator = z.output<typeof appointSchema>;
export type BanUser = z.output<typeof banSchema>;
export type ChannelView = z.infer<typeof channelSchema>;
export type ChannelPage = z.infer<typeof channelPageSchema>;
export type StreamKey = z.infer<typeof streamKeySchema>;
