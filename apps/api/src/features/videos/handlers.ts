import type { videoRoutes } from '@tidecast/contract/routes/videos';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { UploadService } from '../uploads/service.ts';
import type { Feed } from './feed.ts';
import type { VideoService } from './service.ts';

export interface VideoHandlersDependencies {
  readonly videos: VideoService;
  readonly uploads: UploadService;
  readonly feed: Feed;
}

export function videoHandlers({
  videos,
  uploads,
  feed,
}: VideoHandlersDependencies): ApiHandlers<typeof videoRoutes> {
  return {
    listVideos: { whole: feed.handler },
    async createVideo({ body, caller }) {
      const created = await uploads.begin(body, caller);
      const headers = { Location: `${apiRoot}/videos/${created.video.id}` };
      return { status: 201, body: created, headers };
    },
    async listMyVideos({ query, caller }) {
      return { status: 200, body: await videos.listOwn(caller, query) };
    },
    async getVideo({ params: { id }, caller }) {
      return { status: 200, body: await videos.view(id, caller) };
    },
    async editVideo({ params: { id }, body, caller }) {
      return { status: 200, body: await videos.edit(id, body, caller) };
    },
    async deleteVideo({ params: { id }, caller }) {
      await videos.takeDown(id, caller);
      return { status: 204 };
    },
    async retryVideo({ params: { id }, caller }) {
      return { status: 200, body: await videos.retry(id, caller) };
    },
  };
}
