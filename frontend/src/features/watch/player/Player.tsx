import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Playback, Video } from '../../../shared/api/types.ts';
import { clockTime } from '../../../shared/format/duration.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import type { PlaybackFailure, PlayerHandle } from './create-player.ts';
import { takeEarlyPlayer } from './early-player.ts';
import { type OpenPlayer, openPlayer } from './open-player.ts';
import { savePosition } from './resume.ts';
import { stageAspectRatio } from './stage-aspect-ratio.ts';
import { createViewMeter } from './watched-time.ts';

interface PlayerProps {
  video: Video;
  playback: Playback | undefined;
  /** Seconds asked for by the link; undefined to go on where the video was left. */
  linkedTime: number | undefined;
  onView: () => void;
  /** Called when the first picture is there. */
  onPicture: () => void;
  /** Asks for permission to play again. */
  renew: () => Promise<Playback | undefined>;
  /** Gives the position, for a share link. */
  positionRef: { current: () => number };
}

/** How often the position is remembered while playing, in seconds of the video. */
const saveEvery = 5;
/** An error is first met by one silent renewal, unless the last was less than this ago, in ms. */
const renewalPause = 30_000;

/** Poster first, then the player as soon as its code and the permission to play have arrived. */
export function Player(props: PlayerProps) {
  const { video, playback } = props;
  const t = useTranslations('watch');
  const locale = useLocale();
  const container = useRef<HTMLDivElement>(null);
  const handle = useRef<PlayerHandle>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [showsPoster, setShowsPoster] = useState(true);
  const [failure, setFailure] = useState<PlaybackFailure>();
  const [resumedAt, setResumedAt] = useState(0);

  const canPlay = playback !== undefined;
  // Before the browser paints: a player that plays already must not be seen leaving its place.
  useLayoutEffect(() => {
    const first = latest.current.playback;
    if (!canPlay || !first || !container.current) return;
    const box = container.current;
    let gone = false;
    let stop = () => {};
    const opening =
      takeEarlyPlayer(video.id) ??
      openPlayer({
        videoId: video.id,
        playback: first,
        language: locale,
        linkedTime: latest.current.linkedTime,
      });
    opening.then(
      (opened) => {
        if (gone) return opened.dispose();
        handle.current = opened;
        if (opened.resumed) setResumedAt(opened.startAt);
        stop = follow(opened);
        opened.show(box, t('player'));
      },
      () => !gone && setFailure('network'),
    );

    return () => {
      gone = true;
      stop();
      handle.current = undefined;
      setShowsPoster(true);
      setFailure(undefined);
      setResumedAt(0);
    };

    function follow(opened: OpenPlayer): () => void {
      const { player } = opened;
      const viewDue = createViewMeter();
      let savedAt = opened.startAt;
      let renewedAt = Number.NEGATIVE_INFINITY;
      latest.current.positionRef.current = () => player.currentTime() ?? 0;

      const save = () => {
        const seconds = player.currentTime() ?? 0;
        savedAt = seconds;
        if (seconds > 0) {
          savePosition(video.id, { seconds, duration: player.duration() ?? 0, now: Date.now() });
        }
      };
      const onPicture = () => {
        setShowsPoster(false);
        latest.current.onPicture();
      };
      const onError = async () => {
        const reason = opened.failure();
        if (reason !== 'decode' && performance.now() - renewedAt > renewalPause) {
          renewedAt = performance.now();
          const renewed = await latest.current.renew();
          if (renewed && !gone) return opened.reload(renewed);
        }
        if (!gone) setFailure(reason);
      };
      // Made early, it may be further than its first events.
      if (player.readyState() >= HTMLMediaElement.HAVE_CURRENT_DATA) onPicture();
      if (player.error()) void onError();
      player.on('loadeddata', onPicture);
      player.on('error', onError);
      player.on('playing', () => setFailure(undefined));
      player.on('timeupdate', () => {
        const position = player.currentTime() ?? 0;
        if (player.seeking() || player.paused()) return;
        if (viewDue(position, player.duration() ?? 0)) latest.current.onView();
        if (Math.abs(position - savedAt) >= saveEvery) save();
      });
      player.on('pause', save);
      player.on('ended', save);
      window.addEventListener('pagehide', save);

      return () => {
        window.removeEventListener('pagehide', save);
        save();
        latest.current.positionRef.current = () => 0;
        opened.dispose();
      };
    }
  }, [canPlay, video.id, locale, t]);

  const tryAgain = async () => {
    const renewed = await props.renew();
    if (!renewed) return;
    setFailure(undefined);
    handle.current?.reload(renewed);
  };

  return (
    <div className="player" style={{ aspectRatio: stageAspectRatio(video) }}>
      {showsPoster && video.posterUrl && (
        <img className="player-poster" src={video.posterUrl} alt="" fetchPriority="high" />
      )}
      <div ref={container} />
      {failure && (
        <div className="stage-veil" role="alert">
          <h2>{t('playError')}</h2>
          <p>
            {failure === 'decode'
              ? t('playErrorDecode')
              : failure === 'access'
                ? t('playErrorAccess')
                : t('playErrorNetwork')}
          </p>
          <RetryButton onRetry={tryAgain} />
        </div>
      )}
      {resumedAt > 0 && !failure && (
        <Resumed
          at={resumedAt}
          onRestart={() => handle.current?.player.currentTime(0)}
          onDone={() => setResumedAt(0)}
        />
      )}
    </div>
  );
}

function RetryButton({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('app');
  return (
    <button type="button" className="button button-primary" onClick={onRetry}>
      <Icon name="retry" />
      {t('retry')}
    </button>
  );
}

interface ResumedProps {
  at: number;
  onRestart: () => void;
  onDone: () => void;
}

/** Says that the video did not start at its start, long enough to go back there. */
function Resumed({ at, onRestart, onDone }: ResumedProps) {
  const t = useTranslations('watch');
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    const timer = setTimeout(() => done.current(), 8000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="player-resumed" role="status">
      <span>{t('resumed', { time: clockTime(at) })}</span>
      <button
        type="button"
        onClick={() => {
          onRestart();
          onDone();
        }}
      >
        {t('fromStart')}
      </button>
    </div>
  );
}
