import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { ProblemState } from '../../shared/ui/ProblemState.tsx';
import { State } from '../../shared/ui/State.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { myVideosQuery } from '../../shared/video/queries.ts';
import { followedAtOnce, useVideoEvents } from '../../shared/video/use-video-events.ts';
import { isEncoding } from '../../shared/video/video-progress.ts';
import { Dropzone } from './Dropzone.tsx';
import { EncodeAnnouncer } from './EncodeAnnouncer.tsx';
import { RequireSession } from './RequireSession.tsx';
import { UploadList } from './UploadList.tsx';
import { checkFile, type FileRefusal } from './upload/check-file.ts';
import { isSameFile } from './upload/upload-item.ts';
import { uploadsOf } from './upload/uploads.ts';
import { VideoRow } from './VideoRow.tsx';
import './studio.css';

export function StudioPage() {
  const t = useTranslations('studio');
  return (
    <RequireSession errorTitle={t('errorTitle')}>
      <Studio />
    </RequireSession>
  );
}

interface Rejected {
  name: string;
  reason: FileRefusal;
}

/** Videos that no stream follows are asked for this often while they encode, in ms. */
const pollEvery = 10_000;

function Studio() {
  const t = useTranslations();
  const queryClient = useQueryClient();
  const uploads = uploadsOf(queryClient);
  const items = useSyncExternalStore(uploads.subscribe, uploads.current);
  const [rejected, setRejected] = useState<readonly Rejected[]>([]);
  usePageTitle(t('studio.title'));

  const list = useInfiniteQuery({
    ...myVideosQuery(),
    refetchInterval: ({ state }) => {
      const all = state.data?.pages.flatMap((page) => page.items) ?? [];
      return all.filter(isEncoding).length > followedAtOnce ? pollEvery : false;
    },
  });
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const uploading = new Set(
    items.filter(({ state }) => state !== 'done').map(({ videoId }) => videoId),
  );
  const videos = all.filter(({ id }) => !uploading.has(id));
  useVideoEvents(all.filter(isEncoding).map(({ id }) => id));

  const addFiles = (files: readonly File[]) => {
    const refused: Rejected[] = [];
    for (const file of files) {
      const reason = checkFile(file);
      const cutOff = videos.find((video) => isCutOff(video) && isSameFile(file, video.source));
      if (reason) refused.push({ name: file.name, reason });
      else if (cutOff) uploads.continue(cutOff, file);
      else uploads.add(file);
    }
    setRejected(refused);
  };

  return (
    <div className="studio">
      <header className="studio-head">
        <div>
          <h1>{t('studio.title')}</h1>
          <p>{t('studio.subtitle')}</p>
        </div>
        <Link className="button" to="/studio/live">
          <Icon name="live" />
          {t('studio.live')}
        </Link>
      </header>
      <Dropzone onFiles={addFiles} />
      <div role="alert">
        {rejected.map(({ name, reason }) => (
          <p key={name} className="notice notice-danger studio-rejected">
            <span>
              <strong>{t('studio.upload.rejected', { name })}</strong>{' '}
              {t(`studio.upload.${reason}`)}
            </span>
          </p>
        ))}
      </div>
      {items.length > 0 && <UploadList items={items} uploads={uploads} />}
      <section aria-labelledby="studio-videos">
        <div className="studio-section">
          <h2 id="studio-videos">{t('studio.videos')}</h2>
          {list.data && !list.hasNextPage && <p>{t('studio.count', { count: videos.length })}</p>}
        </div>
        {list.isPending && <RowSkeletons />}
        {list.isError && all.length === 0 && (
          <ProblemState
            title={t('studio.errorTitle')}
            error={list.error}
            onRetry={() => list.refetch()}
          />
        )}
        {list.isSuccess && videos.length === 0 && (
          <State scene="calm" title={t('studio.emptyTitle')}>
            {t('studio.emptyText')}
          </State>
        )}
        <ul className="rows">
          {videos.map((video) => (
            <VideoRow
              key={video.id}
              video={video}
              onContinue={isCutOff(video) ? (file) => uploads.continue(video, file) : undefined}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="studio-more">
            <button
              type="button"
              className="button"
              disabled={list.isFetchingNextPage}
              onClick={() => list.fetchNextPage()}
            >
              {t('home.more')}
            </button>
          </div>
        )}
      </section>
      <EncodeAnnouncer videos={all} />
    </div>
  );
}

/** Its upload began, here or elsewhere, and did not end. */
function isCutOff(video: Video): boolean {
  return video.status === 'uploading' && video.source !== null;
}

function RowSkeletons() {
  const t = useTranslations('app');
  return (
    <div role="status" className="rows">
      <span className="visually-hidden">{t('loading')}</span>
      {[1, 2, 3].map((row) => (
        <div key={row} className="row" aria-hidden="true">
          <div className="skeleton row-poster-skeleton" />
          <div className="row-main">
            <div className="skeleton row-title-skeleton" />
            <div className="skeleton row-meta-skeleton" />
          </div>
        </div>
      ))}
    </div>
  );
}
