import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { ShareDialog } from './ShareDialog.tsx';

interface VideoAboutProps {
  video: Video;
  owned: boolean;
  /** Where playback stands, in seconds. */
  position: () => number;
}

export function VideoAbout({ video, owned, position }: VideoAboutProps) {
  const t = useTranslations();
  const { age, date } = useFormat();
  const [sharedAt, setSharedAt] = useState<number>();
  const time = video.publishedAt ?? video.createdAt;
  return (
    <>
      <div className="about-head">
        <h1 className="about-title" dir="auto">
          {video.title}
        </h1>
        <div className="actions">
          <button type="button" className="button" onClick={() => setSharedAt(position())}>
            <Icon name="share" />
            {t('watch.share')}
          </button>
          {owned && (
            <Link className="button" to={`/studio/${video.id}`}>
              <Icon name="edit" />
              {t('watch.edit')}
            </Link>
          )}
        </div>
      </div>
      <div className="about-meta">
        <span className="about-owner" dir="auto">
          {video.ownerName}
        </span>
        <span>{t('video.views', { count: video.views })}</span>
        <time dateTime={time} title={date(time)}>
          {age(time)}
        </time>
        {video.visibility !== 'public' && (
          <span className="badge">
            <Icon name={video.visibility === 'private' ? 'lock' : 'link'} />
            {t(`video.${video.visibility}`)}
          </span>
        )}
      </div>
      {video.description && <Description text={video.description} />}
      <KeyHelp />
      {sharedAt !== undefined && (
        <ShareDialog
          videoId={video.id}
          position={sharedAt}
          onClose={() => setSharedAt(undefined)}
        />
      )}
    </>
  );
}

/** Long descriptions are folded to a few lines. */
function Description({ text }: { text: string }) {
  const t = useTranslations('watch');
  const [open, setOpen] = useState(false);
  const [folds, setFolds] = useState(false);
  const ref = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text has a new height
  useEffect(() => {
    const element = ref.current;
    if (element) setFolds(element.scrollHeight > element.clientHeight + 4);
  }, [text]);
  return (
    <section className="about-description" aria-label={t('description')}>
      <p ref={ref} className={open ? undefined : 'about-folded'} dir="auto">
        {text}
      </p>
      {folds && (
        <button
          type="button"
          className="about-fold"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t('showLess') : t('showMore')}
        </button>
      )}
    </section>
  );
}
