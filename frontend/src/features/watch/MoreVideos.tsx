import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { feedQuery } from '../../shared/video/queries.ts';
import { VideoCard } from '../../shared/video/VideoCard.tsx';

/** As many as stand beside a player and its description. */
const shown = 10;

/** The newest other videos; when they do not load, their place stays empty. */
export function MoreVideos({ except }: { except: string }) {
  const t = useTranslations('watch');
  const feed = useInfiniteQuery(feedQuery(''));
  const videos = (feed.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ id }) => id !== except)
    .slice(0, shown);
  if (videos.length === 0) return null;
  return (
    <aside className="watch-more" aria-labelledby="watch-more">
      <h2 id="watch-more">{t('more')}</h2>
      <ul>
        {videos.map((video) => (
          <li key={video.id}>
            <VideoCard video={video} layout="row" />
          </li>
        ))}
      </ul>
    </aside>
  );
}
