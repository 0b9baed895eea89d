import { useQuery } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../shared/api/api-error.ts';
import type { Video } from '../../shared/api/types.ts';
import { clockTime } from '../../shared/format/duration.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { useSession } from '../../shared/session/use-session.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { Meter } from '../../shared/ui/Meter.tsx';
import { ProblemState, useProblemText } from '../../shared/ui/ProblemState.tsx';
import { State } from '../../shared/ui/State.tsx';
import { useCopy } from '../../shared/ui/use-copy.ts';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { videoQuery } from '../../shared/video/queries.ts';
import { useVideoEvents } from '../../shared/video/use-video-events.ts';
import { VideoPoster } from '../../shared/video/VideoPoster.tsx';
import { isEncoding, usePhaseText, useVideoErrorText } from '../../shared/video/video-progress.ts';
import { CaptionsPanel } from './CaptionsPanel.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { DetailsForm } from './DetailsForm.tsx';
import { RequireSession } from './RequireSession.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import { useRetryVideo } from './video-mutations.ts';
import './studio.css';
import './edit.css';

export function EditPage() {
  const t = useTranslations('watch');
  const { id = '' } = useParams();
  return (
    <RequireSession errorTitle={t('loadErrorTitle')}>
      <Edit key={id} id={id} />
    </RequireSession>
  );
}

function Edit({ id }: { id: string }) {
  const t = useTranslations();
  const { user } = useSession();
  const video = useQuery(videoQuery(id));
  usePageTitle(video.data?.title);
  useVideoEvents(video.data && isEncoding(video.data) ? [id] : []);

  const missing = video.error instanceof ApiError && [400, 404].includes(video.error.status);
  const others = video.data && video.data.ownerId !== user?.id && !user?.moderator;
  if (missing || others) {
    return (
      <State
        scene="fog"
        level={1}
        title={t('studio.missingTitle')}
        actions={
          <Link className="button button-primary" to="/studio">
            {t('studio.back')}
          </Link>
        }
      >
        {t('studio.missingText')}
      </State>
    );
  }
  if (video.data) return <Editor video={video.data} />;
  if (!video.isError) return <div className="view-loading" />;
  return (
    <ProblemState
      level={1}
      title={t('watch.loadErrorTitle')}
      error={video.error}
      onRetry={() => video.refetch()}
    />
  );
}

function Editor({ video }: { video: Video }) {
  const t = useTranslations();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="studio edit">
      <Link className="edit-back" to="/studio">
        ← {t('studio.back')}
      </Link>
      <h1 className="edit-title" dir="auto">
        {video.title}
      </h1>
      <div className="edit-columns">
        <div className="edit-main">
          <DetailsForm video={video} />
          <CaptionsPanel video={video} />
          <section className="panel panel-danger" aria-labelledby="edit-danger">
            <h2 id="edit-danger">{t('studio.danger')}</h2>
            <p className="row-meta">{t('studio.dangerText')}</p>
            <button
              type="button"
              className="button button-danger"
              onClick={() => setDeleting(true)}
            >
              <Icon name="bin" />
              {t('studio.delete')}
            </button>
          </section>
        </div>
        <Overview video={video} />
      </div>
      {deleting && (
        <DeleteDialog
          video={video}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate('/studio')}
        />
      )}
    </div>
  );
}

/** How the video stands: poster, state, facts. */
function Overview({ video }: { video: Video }) {
  const t = useTranslations();
  const { bytes, date, list, percent } = useFormat();
  const phaseText = usePhaseText();
  const copy = useCopy();
  const { media, source } = video;
  const rungs = media?.renditions.map(({ rung }) => `${rung}p`) ?? [];
  return (
    <aside className="panel edit-overview" aria-label={t('studio.file')}>
      <VideoPoster video={video} eager />
      <StatusBadge video={video} />
      {isEncoding(video) && (
        <div className="row-encode">
          <Meter value={video.progress / 100} label={phaseText(video)} />
          <p className="row-meta" role="status">
            {t('studio.progress', {
              phase: phaseText(video),
              percent: percent(video.progress / 100),
            })}
          </p>
        </div>
      )}
      {video.status === 'failed' && <FailedNotice video={video} />}
      {video.playable && (
        <div className="actions">
          <Link className="button" to={`${pagePaths.watch}/${video.id}`}>
            <Icon name="play" />
            {t('studio.watch')}
          </Link>
          <button
            type="button"
            className="button"
            onClick={() => copy(`${location.origin}${pagePaths.watch}/${video.id}`)}
          >
            <Icon name="link" />
            {t('watch.copy')}
          </button>
        </div>
      )}
      <dl className="facts">
        {source && (
          <div>
            <dt>{t('studio.file')}</dt>
            <dd dir="auto">
              {source.fileName} · {bytes(source.size)}
            </dd>
          </div>
        )}
        {media && (
          <>
            <div>
              <dt>{t('studio.length')}</dt>
              <dd>{clockTime(media.duration)}</dd>
            </div>
            <div>
              <dt>{t('studio.renditions')}</dt>
              <dd>{list(rungs)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t('studio.created')}</dt>
          <dd>{date(video.createdAt)}</dd>
        </div>
        {video.publishedAt && (
          <div>
            <dt>{t('studio.published')}</dt>
            <dd>{date(video.publishedAt)}</dd>
          </div>
        )}
      </dl>
    </aside>
  );
}

function FailedNotice({ video }: { video: Video }) {
  const t = useTranslations('studio');
  const errorText = useVideoErrorText();
  const problemText = useProblemText();
  const retry = useRetryVideo(video.id);
  return (
    <div className="notice notice-danger" role="alert">
      <Icon name="alert" />
      <div className="edit-failed">
        <p>{errorText(video.error)}</p>
        {retry.error && <p>{problemText(retry.error)}</p>}
        {video.error?.retryable && (
          <button
            type="button"
            className="button"
            disabled={retry.isPending}
            onClick={() => retry.mutate()}
          >
            <Icon name="retry" />
            {t('retry')}
          </button>
        )}
      </div>
    </div>
  );
}
