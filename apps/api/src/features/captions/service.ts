import type { Caption } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { maxCaptionTracks } from '@tidecast/contract/limits';
import type { Principal } from '@tidecast/http/principal';
import { HttpProblem, notFound } from '@tidecast/http/problem';
import { captionKey } from '@tidecast/platform/storage/bucket-layout';
import type { VideoService } from '../videos/service.ts';
import { languageOf } from './language.ts';
import { parseCaptions } from './parse-captions.ts';

/** Caption files in the media bucket. */
export interface CaptionStore {
  put(key: string, webvtt: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

export type CaptionService = ReturnType<typeof createCaptionService>;

export function createCaptionService(
  catalog: Pick<VideoCatalog, 'putCaption' | 'removeCaption'>,
  videos: VideoService,
  store: CaptionStore,
) {
  return {
    async get(id: string, tag: string, viewer: Principal | undefined): Promise<string> {
      const video = await videos.visible(id, viewer);
      const language = languageOf(tag)?.tag;
      const caption = video.captions.find((track) => track.language === language);
      const text = caption && (await store.get(caption.key));
      if (text === undefined) throw notFound();
      return text;
    },

    /**
     * Stores a track, replacing the one of its language.
     *
     * @param body - WebVTT or SRT, as it was sent
     * @throws HttpProblem 409 naming every faulty line, or for one track too many; 404 for a tag that
     *   names no language
     */
    async put(id: string, tag: string, body: Buffer, user: Principal): Promise<Caption> {
      const video = await videos.own(id, user);
      const language = languageOf(tag);
      if (!language)
        throw new HttpProblem('unknown_language', `${tag} names no language.`, {
          errors: [{ path: 'lang', message: 'is not a BCP 47 tag of a known language' }],
        });
      const isNew = !video.captions.some((track) => track.language === language.tag);
      if (isNew && video.captions.length >= maxCaptionTracks)
        throw new HttpProblem(
          'too_many_captions',
          `A video has at most ${maxCaptionTracks} caption tracks.`,
        );
      const key = captionKey(id, language.tag);
      await store.put(key, webvttOf(body));
      const caption: Caption = {
        language: language.tag,
        label: language.label,
        key,
        updatedAt: new Date().toISOString(),
      };
      const outcome = await catalog.putCaption(id, caption);
      if (!outcome.applied) {
        // The video was deleted meanwhile: leave no file behind.
        await store.remove(key);
        throw notFound();
      }
      return caption;
    },

    async remove(id: string, tag: string, user: Principal): Promise<void> {
      const video = await videos.own(id, user);
      const language = languageOf(tag)?.tag;
      const caption = video.captions.find((track) => track.language === language);
      if (!caption) throw notFound();
      await catalog.removeCaption(id, caption.language);
      await store.remove(caption.key);
    },
  };
}

function webvttOf(body: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new HttpProblem('captions_not_utf8', 'The file is not UTF-8: save it as UTF-8.');
  }
  const { webvtt, faults } = parseCaptions(text);
  const first = faults[0];
  if (first)
    throw new HttpProblem('captions_invalid', `Line ${first.line}: ${first.message}.`, {
      errors: faults.map(({ line, message }) => ({ path: `line ${line}`, message })),
    });
  return webvtt;
}
