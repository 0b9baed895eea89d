import { useInfiniteQuery } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { ChannelCard } from '../../shared/live/ChannelCard.tsx';
import { liveChannelsQuery } from '../../shared/live/queries.ts';

/** As many as stand in one row of the widest page. */
const shown = 4;

/** Who is live, above the videos; nothing at all while nobody is, or while that is not known. */
export function LiveNow() {
  const t = useTranslations('liveNow');
  const live = useInfiniteQuery(liveChannelsQuery());
  const channels = live.data?.pages.flatMap(({ items }) => items) ?? [];
  if (channels.length === 0) return null;
  return (
    <section aria-labelledby="home-live" className="home-live">
      <div className="home-live-head">
        <h2 id="home-live" className="home-heading">
          {t('title')}
        </h2>
        <Link to={pagePaths.channel}>{t('all')}</Link>
      </div>
      <ul className="grid">
        {channels.slice(0, shown).map((channel) => (
          <li key={channel.id}>
            <ChannelCard channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}
