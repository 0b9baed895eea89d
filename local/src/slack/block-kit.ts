import { z } from 'zod';

/**
 * What a message for an incoming webhook must be, near enough to what Slack holds it to (Slack API,
 * reference of the blocks): the blocks that a message can have, their limits in characters.
 */

const plainText = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  });

const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });

const anyText = (most: number) => z.discriminatedUnion('type', [plainText(most), mrkdwn(most)]);

const webAddress = z.url({ protocol: /^https?$/ }).max(3_000);

const picture = { image_url: webAddress, alt_text: z.string().min(1).max(2_000) };

const imageElement = z.strictObject({ type: z.literal('image'), ...picture });

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: z.string().max(255).optional(),
  url: webAddress.optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const id = { block_id: z.string().max(255).optional() };

const block = z.discriminatedUnion('type', [
  z.strictObject({ ...id, type: z.literal('header'), text: plainText(150) }),
  z
    .strictObject({
      ...id,
      type: z.literal('section'),
      text: anyText(3_000).optional(),
      fields: z.array(anyText(2_000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [imageElement, button]).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
      error: 'a section needs text or fields',
    }),
  z.strictObject({
    ...id,
    type: z.literal('context'),
    elements: z
      .array(z.discriminatedUnion('type', [plainText(3_000), mrkdwn(3_000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    ...id,
    ...picture,
    type: z.literal('image'),
    title: plainText(2_000).optional(),
  }),
  z.strictObject({ ...id, type: z.literal('divider') }),
  z.strictObject({ ...id, type: z.literal('actions'), elements: z.array(button).min(1).max(25) }),
]);

const blocks = z.array(block).max(50);

/** Slack cuts longer texts off. */
const longestText = 40_000;
/** Of all blocks together; measured by others, not documented. */
const longestBlocks = 13_000;

export type SlackText = z.output<ReturnType<typeof anyText>>;
export type SlackBlock = z.output<typeof block>;

/** A message that Slack would show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** The message, or the word that Slack refuses it with. */
export type Reading = { readonly message: SlackMessage } | { readonly error: string };

/**
 * Reads the body of a request to a webhook.
 *
 * @param body - JSON
 */
export function readSlackMessage(body: string): Reading {
  const payload = parseObject(body);
  if (!payload) return { error: 'invalid_payload' };
  const { text = '', blocks: given } = payload;
  if (typeof text !== 'string') return { error: 'invalid_payload' };
  if (text === '' && given === undefined) return { error: 'no_text' };
  const result = blocks.safeParse(given ?? []);
  if (!result.success) return { error: 'invalid_blocks' };
  if (JSON.stringify(result.data).length > longestBlocks) return { error: 'msg_blocks_too_long' };
  return { message: { text: text.slice(0, longestText), blocks: result.data } };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
