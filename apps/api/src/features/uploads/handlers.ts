import type { uploadRoutes } from '@tidecast/contract/routes/uploads';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { UploadService } from './service.ts';

export function uploadHandlers(uploads: UploadService): ApiHandlers<typeof uploadRoutes> {
  return {
    async getUpload({ params: { id }, caller }) {
      return { status: 200, body: await uploads.progress(id, caller) };
    },
    async abortUpload({ params: { id }, caller }) {
      await uploads.abort(id, caller);
      return { status: 204 };
    },
    async signParts({ params: { id }, body: { partNumbers }, caller }) {
      return { status: 200, body: await uploads.signParts(id, partNumbers, caller) };
    },
    async completeUpload({ params: { id }, body, caller }) {
      return { status: 200, body: await uploads.complete(id, body, caller) };
    },
  };
}
