import { useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Channel } from '../../../shared/api/live-types.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { LogoMark } from '../../../shared/ui/Logo.tsx';
import { createLivePlayer } from './create-live-player.ts';
import { followLive, type LivePhase } from './follow-live.ts';

interface LiveStageProps {
  channel: Channel;
  onLatency: (seconds: number | undefined) => void;
}

/** The picture while the channel is live, and what there is to say while it is not. */
export function LiveStage({ channel, onLatency }: LiveStageProps) {
  const t = useTranslations('live.channel');
  if (channel.state === 'live' && channel.playbackUrl) {
    // A new stream is a new player: nothing of the last one's position or errors may linger.
    return (
      <LivePicture
        key={`${channel.playbackUrl} ${channel.startedAt}`}
        playbackUrl={channel.playbackUrl}
        onLatency={onLatency}
      />
    );
  }
  return (
    <div className="player watch-waiting live-frame">
      <div className="watch-waiting-text" role="status">
        <LogoMark />
        <h2>{t('offlineTitle', { name: channel.ownerName })}</h2>
        <p>{t('offlineText')}</p>
      </div>
    </div>
  );
}

function LivePicture({
  playbackUrl,
  onLatency,
}: {
  playbackUrl: string;
  onLatency: LiveStageProps['onLatency'];
}) {
  const t = useTranslations('live.channel');
  const locale = useLocale();
  const container = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<LivePhase>('starting');
  const retry = useRef(() => {});
  const tellLatency = useRef(onLatency);
  tellLatency.current = onLatency;

  useEffect(() => {
    if (!container.current) return;
    const box = document.createElement('div');
    box.className = 'player-stage';
    container.current.append(box);
    let gone = false;
    let end = () => {};
    createLivePlayer({ container: box, playbackUrl, language: locale, label: t('player') }).then(
      (live) => {
        if (gone) return live.dispose();
        const following = followLive(live, {
          onPhase: setPhase,
          onLatency: (seconds) => tellLatency.current(seconds),
        });
        retry.current = following.retry;
        end = () => {
          following.stop();
          live.dispose();
        };
      },
      () => !gone && setPhase('failed'),
    );
    return () => {
      gone = true;
      end();
      box.remove();
      tellLatency.current(undefined);
    };
  }, [playbackUrl, locale, t]);

  return (
    <div className="player live-frame live-player">
      <div ref={container} />
      {phase === 'reconnecting' && (
        <div className="live-veil" role="status">
          <h2>{t('reconnectingTitle')}</h2>
          <p>{t('reconnectingText')}</p>
        </div>
      )}
      {phase === 'failed' && <Failed onRetry={() => retry.current()} />}
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations();
  return (
    <div className="live-veil" role="alert">
      <h2>{t('live.channel.failedTitle')}</h2>
      <p>{t('live.channel.failedText')}</p>
      <button type="button" className="button button-primary" onClick={onRetry}>
        <Icon name="retry" />
        {t('app.retry')}
      </button>
    </div>
  );
}
