import { useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Channel } from '../../../shared/api/live-types.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { LogoMark } from '../../../shared/ui/Logo.tsx';
import { createLivePlayer } from './create-live-player.ts';
import { followLive, type LivePhase } from './follow-live.ts';
import { type ShownStream, useStream } from './use-stream.ts';

interface LiveStageProps {
  channel: Channel;
  onLatency: (seconds: number | undefined) => void;
}

/** The picture while the channel is live, and what there is to say while it is not. */
export function LiveStage({ channel, onLatency }: LiveStageProps) {
  const t = useTranslations('live.channel');
  const stream = useStream(channel);
  if (stream) return <LivePicture key={stream.playbackUrl} {...{ stream, onLatency }} />;
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

interface LivePictureProps {
  stream: ShownStream;
  onLatency: LiveStageProps['onLatency'];
}

function LivePicture({ stream, onLatency }: LivePictureProps) {
  const { playbackUrl, startedAt, interrupted } = stream;
  const t = useTranslations('live.channel');
  const locale = useLocale();
  const container = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<LivePhase>('starting');
  const [attempt, setAttempt] = useState(0);
  const retry = useRef(() => {});
  const reportLatency = useRef(onLatency);
  reportLatency.current = onLatency;

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
          onLatency: (seconds) => reportLatency.current(seconds),
        });
        retry.current = following.retry;
        end = () => {
          following.stop();
          live.dispose();
        };
      },
      () => {
        if (gone) return;
        setPhase('failed');
        retry.current = () => {
          setPhase('starting');
          setAttempt(attempt + 1);
        };
      },
    );
    return () => {
      gone = true;
      end();
      box.remove();
      retry.current = () => {};
      reportLatency.current(undefined);
    };
  }, [playbackUrl, locale, t, attempt]);

  const known = useRef(startedAt);
  useEffect(() => {
    // Another stream of the channel: what waits for the last one need not.
    if (!interrupted && known.current !== startedAt) retry.current();
    known.current = startedAt;
  }, [startedAt, interrupted]);

  return (
    <div className="player live-frame live-player">
      <div ref={container} />
      <Veil {...{ phase, interrupted }} onRetry={() => retry.current()} />
    </div>
  );
}

interface VeilProps {
  phase: LivePhase;
  interrupted: boolean;
  onRetry: () => void;
}

/** What is said over a picture that stands still. */
function Veil({ phase, interrupted, onRetry }: VeilProps) {
  const t = useTranslations('live.channel');
  if (phase === 'playing') return null;
  // The end of a stream is nobody's failure.
  if (phase === 'failed' && !interrupted) return <Failed onRetry={onRetry} />;
  if (phase === 'starting' && !interrupted) return null;
  return (
    <div className="stage-veil" role="status">
      <h2>{t('reconnectingTitle')}</h2>
      <p>{t(interrupted ? 'interruptedText' : 'reconnectingText')}</p>
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations();
  return (
    <div className="stage-veil" role="alert">
      <h2>{t('live.channel.failedTitle')}</h2>
      <p>{t('live.channel.failedText')}</p>
      <button type="button" className="button button-primary" onClick={onRetry}>
        <Icon name="retry" />
        {t('app.retry')}
      </button>
    </div>
  );
}
