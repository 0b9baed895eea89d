import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { Link } from 'react-router';
import { useFormatter, useTranslations } from 'use-intl/react';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { useFormat } from '../../../shared/format/use-format.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { useCopy } from '../../../shared/ui/use-copy.ts';

/** How the stream stands right now. */
export function OnAirPanel({ channel }: { channel: OwnChannel }) {
  const t = useTranslations('live');
  const format = useFormatter();
  const { age } = useFormat();
  const copy = useCopy();
  const live = channel.state === 'live';
  const health = channel.health ?? 'unknown';
  return (
    <aside className="panel edit-overview" aria-labelledby="live-on-air">
      <h2 id="live-on-air">{t('panel.state')}</h2>
      <p className="live-state" role="status">
        {live ? (
          <span className="live-badge">{t('channel.live')}</span>
        ) : (
          <span className="badge">{t('channel.offline')}</span>
        )}{' '}
        {live ? t('panel.stateLive') : t('panel.stateOffline')}
      </p>
      {!live && <p className="row-meta">{t('panel.stateOfflineText')}</p>}
      {live && health === 'starving' && (
        <div className="notice notice-warn" role="alert">
          <Icon name="alert" />
          <p>{t('panel.starvingText')}</p>
        </div>
      )}
      {live && (
        <dl className="facts">
          <div>
            <dt>{t('panel.health')}</dt>
            <dd>{t(`panel.${health}`)}</dd>
          </div>
          <div>
            <dt>{t('panel.viewersLabel')}</dt>
            <dd>{format.number(channel.viewers)}</dd>
          </div>
          {channel.startedAt && (
            <div>
              <dt>{t('panel.started')}</dt>
              <dd>{age(channel.startedAt)}</dd>
            </div>
          )}
        </dl>
      )}
      <div className="actions">
        <Link className="button" to={`${pagePaths.channel}/${channel.id}`}>
          <Icon name="play" />
          {t('panel.watch')}
        </Link>
        <button
          type="button"
          className="button"
          onClick={() => copy(`${location.origin}${pagePaths.channel}/${channel.id}`)}
        >
          <Icon name="link" />
          {t('panel.copyLink')}
        </button>
      </div>
    </aside>
  );
}
