import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { ChannelCard } from '../../shared/live/ChannelCard.tsx';
import { liveChannelsQuery } from '../../shared/live/queries.ts';
import { ProblemState } from '../../shared/ui/ProblemState.tsx';
import { State } from '../../shared/ui/State.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { CardSkeletons } from '../../shared/video/CardSkeletons.tsx';
import './live-directory.css';

/** Every channel that is on the air. */
export function LivePage() {
  const t = useTranslations();
  const live = useInfiniteQuery(liveChannelsQuery());
  const channels = live.data?.pages.flatMap(({ items }) => items) ?? [];
  usePageTitle(t('live.directory.title'));
  return (
    <div className="directory">
      <header className="directory-head">
        <h1>{t('live.directory.title')}</h1>
        <p>{t('live.directory.subtitle')}</p>
      </header>
      {live.isPending && (
        <div role="status">
          <span className="visually-hidden">{t('app.loading')}</span>
          <div className="directory-grid">
            <CardSkeletons count={4} />
          </div>
        </div>
      )}
      {live.isError && channels.length === 0 && (
        <ProblemState
          title={t('live.directory.errorTitle')}
          error={live.error}
          onRetry={() => live.refetch()}
        />
      )}
      {live.isSuccess && channels.length === 0 && (
        <State
          scene="calm"
          title={t('live.directory.emptyTitle')}
          actions={
            <Link className="button button-primary" to="/studio/live">
              {t('live.directory.emptyAction')}
            </Link>
          }
        >
          {t('live.directory.emptyText')}
        </State>
      )}
      {channels.length > 0 && (
        <ul className="directory-grid">
          {channels.map((channel) => (
            <li key={channel.id}>
              <ChannelCard channel={channel} level={2} />
            </li>
          ))}
        </ul>
      )}
      {live.hasNextPage && (
        <button
          type="button"
          className="button directory-more"
          disabled={live.isFetchingNextPage}
          onClick={() => live.fetchNextPage()}
        >
          {t('home.more')}
        </button>
      )}
    </div>
  );
}
