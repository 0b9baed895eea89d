import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Channel } from '../api/live-types.ts';
import { LogoMark } from '../ui/Logo.tsx';

interface ChannelCardProps {
  channel: Channel;
  /** Of its heading, one below the list's. */
  level?: 2 | 3;
}

/** A live channel in a list. The whole card is one link, named by the title. */
export function ChannelCard({ channel, level = 3 }: ChannelCardProps) {
  const t = useTranslations('liveNow');
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <article className="card">
      <div className="poster poster-live">
        <LogoMark />
        <span className="live-badge poster-badge">{t('badge')}</span>
      </div>
      <div className="card-text">
        <Title className="card-title">
          <Link className="card-link" to={`${pagePaths.channel}/${channel.id}`} dir="auto">
            {channel.title}
          </Link>
        </Title>
        <p className="card-meta">
          <span dir="auto">{channel.ownerName}</span>
          <span>{t('viewers', { count: channel.viewers })}</span>
        </p>
      </div>
    </article>
  );
}
