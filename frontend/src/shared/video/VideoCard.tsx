import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { VideoPoster } from './VideoPoster.tsx';

interface VideoCardProps {
  video: Video;
  /** `featured` is the one large card a page opens with; `row` has its poster at the left. */
  layout?: 'featured' | 'row';
  /** For what is in sight when the page opens. */
  eager?: boolean;
}

/** A video in a list. The whole card is one link, named by the title. */
export function VideoCard({ video, layout, eager = false }: VideoCardProps) {
  const t = useTranslations('video');
  const { age } = useFormat();
  const Title = layout === 'featured' ? 'h2' : 'h3';
  return (
    <article className={`card${layout ? ` card-${layout}` : ''}`}>
      <VideoPoster video={video} eager={eager} />
      <div className="card-text">
        <Title className="card-title">
          <Link className="card-link" to={`${pagePaths.watch}/${video.id}`} dir="auto">
            {video.title}
          </Link>
        </Title>
        {layout === 'featured' && video.description && (
          <p className="card-description" dir="auto">
            {video.description}
          </p>
        )}
        <p className="card-meta">
          <span dir="auto">{video.ownerName}</span>
          <span>{t('views', { count: video.views })}</span>
          {video.publishedAt && <time dateTime={video.publishedAt}>{age(video.publishedAt)}</time>}
        </p>
      </div>
    </article>
  );
}
