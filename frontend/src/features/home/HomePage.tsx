import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { ProblemState } from '../../shared/ui/ProblemState.tsx';
import { State } from '../../shared/ui/State.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { CardSkeletons } from '../../shared/video/CardSkeletons.tsx';
import { feedQuery } from '../../shared/video/queries.ts';
import { VideoCard } from '../../shared/video/VideoCard.tsx';
import { LiveNow } from './LiveNow.tsx';
import { LoadMore } from './LoadMore.tsx';
import './home.css';

/** The feed, and what a search finds in it. */
export function HomePage() {
  const t = useTranslations('home');
  const [parameters] = useSearchParams();
  const query = parameters.get('q')?.trim() ?? '';
  const feed = useInfiniteQuery(feedQuery(query));
  usePageTitle(query ? t('results', { query }) : '');

  const videos = feed.data?.pages.flatMap(({ items }) => items) ?? [];
  const [first, ...rest] = videos;
  const featured = query ? undefined : first;
  const listed = featured ? rest : videos;

  return (
    <div className="home">
      {query ? (
        <div className="home-results">
          <h1>{t('results', { query })}</h1>
          <p role="status">
            {feed.data &&
              t('found', { count: videos.length, more: feed.hasNextPage ? 'yes' : 'no' })}
          </p>
        </div>
      ) : (
        <h1 className="visually-hidden">{t('title')}</h1>
      )}
      {!query && <LiveNow />}
      {feed.isPending && <FeedSkeleton featured={!query} />}
      {feed.isError && videos.length === 0 && (
        <ProblemState title={t('errorTitle')} error={feed.error} onRetry={() => feed.refetch()} />
      )}
      {feed.isSuccess &&
        videos.length === 0 &&
        (query ? <NothingFound query={query} /> : <NoVideos />)}
      {featured && (
        <section aria-label={t('newest')} className="home-featured">
          <VideoCard video={featured} layout="featured" eager />
        </section>
      )}
      {listed.length > 0 && (
        <section aria-labelledby="home-list">
          <h2 id="home-list" className={query ? 'visually-hidden' : 'home-heading'}>
            {t('latest')}
          </h2>
          <ul className="grid">
            {listed.map((video, index) => (
              <li key={video.id}>
                <VideoCard video={video} eager={!featured && index < 4} />
              </li>
            ))}
            {feed.isFetchingNextPage && <CardSkeletons count={4} />}
          </ul>
        </section>
      )}
      {feed.hasNextPage && (
        <LoadMore
          loading={feed.isFetchingNextPage}
          failed={feed.isFetchNextPageError}
          onMore={() => feed.fetchNextPage()}
        />
      )}
    </div>
  );
}

function FeedSkeleton({ featured }: { featured: boolean }) {
  const t = useTranslations('app');
  return (
    <div role="status">
      <span className="visually-hidden">{t('loading')}</span>
      {featured && (
        <div className="home-featured-skeleton" aria-hidden="true">
          <div className="skeleton" />
          <div>
            <div className="skeleton" />
            <div className="skeleton" />
          </div>
        </div>
      )}
      <div className="grid">
        <CardSkeletons count={8} />
      </div>
    </div>
  );
}

function NoVideos() {
  const t = useTranslations('home');
  return (
    <State
      scene="calm"
      title={t('emptyTitle')}
      actions={
        <Link className="button button-primary" to="/studio">
          {t('emptyAction')}
        </Link>
      }
    >
      {t('emptyText')}
    </State>
  );
}

function NothingFound({ query }: { query: string }) {
  const t = useTranslations('home');
  return (
    <State
      scene="fog"
      title={t('noneTitle', { query })}
      actions={
        <Link className="button" to="/">
          {t('noneAction')}
        </Link>
      }
    >
      {t('noneText')}
    </State>
  );
}
