import type { captionRoutes } from '@tidecast/contract/routes/captions';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { CaptionService } from './service.ts';

export function captionHandlers(captions: CaptionService): ApiHandlers<typeof captionRoutes> {
  return {
    async getCaption({ params: { id, lang }, caller }) {
      return { status: 200, text: await captions.get(id, lang, caller) };
    },
    async putCaption({ params: { id, lang }, body, caller }) {
      const { language, label, updatedAt } = await captions.put(id, lang, body, caller);
      return { status: 200, body: { language, label, updatedAt } };
    },
    async deleteCaption({ params: { id, lang }, caller }) {
      await captions.remove(id, lang, caller);
      return { status: 204 };
    },
  };
}
