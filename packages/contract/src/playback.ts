import * as z from 'zod';

export const playbackSchema = z
  .object({
    hlsUrl: z.string().meta({ example: '/media/v/01JZK4Q5R6S7T8V9WAXBYCZD0E/hls/index.m3u8' }),
    posterUrl: z.string().nullable(),
    storyboardUrl: z.string().optional().meta({ description: 'WebVTT of frame previews' }),
    captions: z.array(z.object({ language: z.string(), label: z.string(), url: z.string() })),
    expiresAt: z.iso.datetime().meta({ description: 'Ask again before then' }),
  })
  .meta({ id: 'Playback' });

export type Playback = z.infer<typeof playbackSchema>;
