import { Link, useLocation } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { useSession } from '../../shared/session/use-session.ts';
import { LogoMark } from '../../shared/ui/Logo.tsx';
import { Meter } from '../../shared/ui/Meter.tsx';
import { State } from '../../shared/ui/State.tsx';
import { usePhaseText, useVideoErrorText } from '../../shared/video/video-progress.ts';

/** The page's shape while nothing is known of the video. */
export function WatchSkeleton() {
  const t = useTranslations('app');
  return (
    <div className="watch" role="status">
      <span className="visually-hidden">{t('loading')}</span>
      <div className="watch-stage" aria-hidden="true">
        <div className="player watch-player-skeleton" />
      </div>
      <div className="watch-body" aria-hidden="true">
        <div className="watch-main">
          <div className="skeleton watch-title-skeleton" />
          <div className="skeleton watch-meta-skeleton" />
        </div>
      </div>
    </div>
  );
}

/** 404: an anonymous visitor may have to sign in. */
export function MissingVideo() {
  const t = useTranslations();
  const { user } = useSession();
  const { pathname, search } = useLocation();
  return (
    <State
      scene="fog"
      level={1}
      title={t('watch.missingTitle')}
      actions={
        <>
          <Link className="button button-primary" to="/">
            {t('app.home')}
          </Link>
          {user === null && (
            <Link className="button" to="/sign-in" state={{ from: `${pathname}${search}` }}>
              {t('nav.signIn')}
            </Link>
          )}
        </>
      }
    >
      {t('watch.missingText')}
    </State>
  );
}

/** The stage of a video that cannot be played yet, or never will. */
export function NotPlayable({ video, owned }: { video: Video; owned: boolean }) {
  const t = useTranslations('watch');
  const { percent } = useFormat();
  const phaseText = usePhaseText();
  const errorText = useVideoErrorText();
  const failed = video.status === 'failed';
  const uploading = video.status === 'uploading';
  return (
    <div className="player watch-waiting">
      <div className="watch-waiting-text">
        <LogoMark />
        <h2>{failed ? t('failedTitle') : uploading ? t('uploadingTitle') : t('encodingTitle')}</h2>
        <p>
          {failed ? errorText(video.error) : uploading ? t('uploadingText') : t('encodingText')}
        </p>
        {!failed && !uploading && (
          <div className="watch-waiting-progress">
            <Meter value={video.progress / 100} label={t('encodingTitle')} />
            <p role="status">
              {phaseText(video)} · {percent(video.progress / 100)}
            </p>
          </div>
        )}
        {owned && (failed || uploading) && (
          <Link className="button button-primary" to={failed ? `/studio/${video.id}` : '/studio'}>
            {t('toStudio')}
          </Link>
        )}
      </div>
    </div>
  );
}
