import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { ProblemState } from '../../../shared/ui/ProblemState.tsx';
import { usePageTitle } from '../../../shared/ui/use-page-title.ts';
import { RequireSession } from '../RequireSession.tsx';
import { ChannelForm } from './ChannelForm.tsx';
import { CloseChannel } from './CloseChannel.tsx';
import { IngestPanel } from './IngestPanel.tsx';
import { myChannelQuery } from './my-channel.ts';
import { OnAirPanel } from './OnAirPanel.tsx';
import { OpenChannel } from './OpenChannel.tsx';
import { BansPanel, ModeratorsPanel } from './PeoplePanels.tsx';
import '../studio.css';
import '../edit.css';
import './live-studio.css';

/** The owner's side of live: the channel, how to stream to it, and who keeps order in its chat. */
export function LiveStudioPage() {
  const t = useTranslations('live.panel');
  return (
    <RequireSession errorTitle={t('errorTitle')}>
      <LiveStudio />
    </RequireSession>
  );
}

function LiveStudio() {
  const t = useTranslations('live.panel');
  const mine = useQuery(myChannelQuery);
  usePageTitle(t('title'));
  return (
    <div className="studio">
      <header className="studio-head">
        <div>
          <Link className="edit-back" to="/studio">
            ← {t('back')}
          </Link>
          <h1>{t('title')}</h1>
          <p>{t('subtitle')}</p>
        </div>
      </header>
      {mine.data ? (
        <Panels channel={mine.data} />
      ) : mine.data === null ? (
        <OpenChannel />
      ) : mine.isError ? (
        <ProblemState title={t('errorTitle')} error={mine.error} onRetry={() => mine.refetch()} />
      ) : (
        <PanelSkeletons />
      )}
    </div>
  );
}

function Panels({ channel }: { channel: OwnChannel }) {
  return (
    <div className="edit-columns live-columns">
      <OnAirPanel channel={channel} />
      <div className="edit-main">
        <IngestPanel channelId={channel.id} />
        <ChannelForm channel={channel} />
        <ModeratorsPanel channel={channel} />
        <BansPanel channel={channel} />
        <CloseChannel channel={channel} />
      </div>
    </div>
  );
}

function PanelSkeletons() {
  const t = useTranslations('app');
  return (
    <div role="status" className="edit-columns">
      <span className="visually-hidden">{t('loading')}</span>
      {[1, 2].map((panel) => (
        <div key={panel} className="panel" aria-hidden="true">
          <div className="skeleton row-title-skeleton" />
          <div className="skeleton row-meta-skeleton" />
          <div className="skeleton live-panel-skeleton" />
        </div>
      ))}
    </div>
  );
}
