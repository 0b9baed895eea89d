import { useQuery } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useFormatter, useTranslations } from 'use-intl/react';
import { ApiError } from '../../../shared/api/api-error.ts';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { useFormat } from '../../../shared/format/use-format.ts';
import { channelQuery } from '../../../shared/live/queries.ts';
import { useSession } from '../../../shared/session/use-session.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { ProblemState } from '../../../shared/ui/ProblemState.tsx';
import { State } from '../../../shared/ui/State.tsx';
import { usePageTitle } from '../../../shared/ui/use-page-title.ts';
import { ChatPanel } from '../chat/ChatPanel.tsx';
import { LiveStage } from './LiveStage.tsx';
import './channel.css';

/** One channel: the stage with what it is below, the chat beside it. */
export function ChannelPage() {
  const { id = '' } = useParams();
  return <Channel key={id} id={id} />;
}

function Channel({ id }: { id: string }) {
  const t = useTranslations();
  const channel = useQuery(channelQuery(id));
  const missing = channel.error instanceof ApiError && [400, 404].includes(channel.error.status);
  usePageTitle(missing ? t('live.channel.missingTitle') : channel.data?.title);

  if (missing) {
    return (
      <State
        scene="fog"
        level={1}
        title={t('live.channel.missingTitle')}
        actions={
          <Link className="button button-primary" to={pagePaths.channel}>
            {t('live.channel.missingAction')}
          </Link>
        }
      >
        {t('live.channel.missingText')}
      </State>
    );
  }
  // A poll that failed takes nothing away from who is watching.
  if (channel.data) return <Watching channel={channel.data} />;
  if (!channel.isError) return <ChannelSkeleton />;
  return (
    <ProblemState
      level={1}
      title={t('live.channel.errorTitle')}
      error={channel.error}
      onRetry={() => channel.refetch()}
    />
  );
}

function Watching({ channel }: { channel: OwnChannel }) {
  const [latency, setLatency] = useState<number>();
  return (
    <div className="watch channel">
      <div className="channel-main">
        <div className="watch-stage">
          <LiveStage channel={channel} onLatency={setLatency} />
        </div>
        <ChannelAbout channel={channel} latency={latency} />
      </div>
      <ChatPanel channel={channel} />
    </div>
  );
}

interface ChannelAboutProps {
  channel: OwnChannel;
  latency: number | undefined;
}

function ChannelAbout({ channel, latency }: ChannelAboutProps) {
  const t = useTranslations('live.channel');
  const format = useFormatter();
  const { age } = useFormat();
  const { user } = useSession();
  const live = channel.state === 'live';
  return (
    <div className="channel-about">
      <div className="about-head">
        <h1 className="about-title" dir="auto">
          {channel.title}
        </h1>
        {user?.id === channel.ownerId && (
          <Link className="button" to="/studio/live">
            <Icon name="edit" />
            {t('manage')}
          </Link>
        )}
      </div>
      <div className="about-meta">
        <span role="status">
          {live ? (
            <span className="live-badge">{t('live')}</span>
          ) : (
            <span className="badge">{t('offline')}</span>
          )}
        </span>
        <span className="about-owner" dir="auto">
          {channel.ownerName}
        </span>
        {live && <span>{t('viewers', { count: channel.viewers })}</span>}
        {live && channel.startedAt && (
          <time dateTime={channel.startedAt}>{t('since', { time: age(channel.startedAt) })}</time>
        )}
        {live && latency !== undefined && (
          <span className="channel-latency" title={t('latencyHint')}>
            {t('latency', {
              seconds: format.number(latency, {
                minimumFractionDigits: 1,
                maximumFractionDigits: 1,
              }),
            })}
          </span>
        )}
      </div>
    </div>
  );
}

function ChannelSkeleton() {
  const t = useTranslations('app');
  return (
    <div className="watch channel" role="status">
      <span className="visually-hidden">{t('loading')}</span>
      <div className="channel-main" aria-hidden="true">
        <div className="watch-stage">
          <div className="player live-frame" />
        </div>
        <div className="channel-about">
          <div className="skeleton watch-title-skeleton" />
          <div className="skeleton watch-meta-skeleton" />
        </div>
      </div>
      <div className="chat" aria-hidden="true" />
    </div>
  );
}
