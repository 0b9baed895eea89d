import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { useState } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { Meter } from '../../shared/ui/Meter.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { useCopy } from '../../shared/ui/use-copy.ts';
import { VideoPoster } from '../../shared/video/VideoPoster.tsx';
import { isEncoding, usePhaseText, useVideoErrorText } from '../../shared/video/video-progress.ts';
import { ContinueUpload } from './ContinueUpload.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import { useRetryVideo } from './video-mutations.ts';

interface VideoRowProps {
  video: Video;
  /** Set for an upload that was cut off. */
  onContinue?: ((file: File) => void) | undefined;
}

/** One of the owner's videos with everything that can be done to it. */
export function VideoRow({ video, onContinue }: VideoRowProps) {
  const t = useTranslations();
  const { age } = useFormat();
  const copy = useCopy();
  const retry = useRetryVideo(video.id);
  const [deleting, setDeleting] = useState(false);
  const { id, title } = video;

  return (
    <li className="row">
      <div className="row-poster">
        <VideoPoster video={video} />
      </div>
      <div className="row-main">
        <h3 className="row-title">
          <Link to={`/studio/${id}`} dir="auto">
            {title}
          </Link>
        </h3>
        <p className="row-meta row-badges">
          <StatusBadge video={video} />
          <span className="badge">{t(`video.${video.visibility}`)}</span>
          {video.status === 'ready' && <span>{t('video.views', { count: video.views })}</span>}
          <time dateTime={video.createdAt}>{age(video.createdAt)}</time>
        </p>
        {isEncoding(video) && <EncodeProgress video={video} />}
        {video.status === 'failed' && <Failure video={video} error={retry.error} />}
        {onContinue && <ContinueUpload video={video} onFile={onContinue} />}
      </div>
      <div className="row-actions">
        {video.status === 'failed' && video.error?.retryable && (
          <button
            type="button"
            className="button"
            disabled={retry.isPending}
            onClick={() => retry.mutate()}
          >
            <Icon name="retry" />
            {t('studio.retry')}
          </button>
        )}
        {video.playable && (
          <>
            <Link
              className="button button-quiet button-icon"
              to={`${pagePaths.watch}/${id}`}
              aria-label={t('studio.watchNamed', { title })}
              title={t('studio.watch')}
            >
              <Icon name="play" />
            </Link>
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label={t('studio.copyNamed', { title })}
              title={t('watch.copy')}
              onClick={() => copy(`${location.origin}${pagePaths.watch}/${id}`)}
            >
              <Icon name="link" />
            </button>
          </>
        )}
        <Link
          className="button button-quiet button-icon"
          to={`/studio/${id}`}
          aria-label={t('studio.editNamed', { title })}
          title={t('studio.edit')}
        >
          <Icon name="edit" />
        </Link>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label={t('studio.deleteNamed', { title })}
          title={t('studio.delete')}
          onClick={() => setDeleting(true)}
        >
          <Icon name="bin" />
        </button>
      </div>
      {deleting && <DeleteDialog video={video} onClose={() => setDeleting(false)} />}
    </li>
  );
}

function EncodeProgress({ video }: { video: Video }) {
  const phaseText = usePhaseText();
  const { percent } = useFormat();
  const waiting = video.status === 'queued' || video.phase === 'waiting';
  return (
    <div className="row-encode">
      <Meter value={video.progress / 100} label={video.title} waiting={waiting} />
      <p className="row-meta">
        {waiting ? phaseText(video) : `${phaseText(video)} · ${percent(video.progress / 100)}`}
      </p>
    </div>
  );
}

function Failure({ video, error }: { video: Video; error: unknown }) {
  const errorText = useVideoErrorText();
  const problemText = useProblemText();
  return (
    <p className="row-meta row-problem">
      {errorText(video.error)}
      {error ? ` ${problemText(error)}` : ''}
    </p>
  );
}
