import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../shared/api/api-error.ts';
import { api } from '../../shared/api/client.ts';
import type { Video } from '../../shared/api/types.ts';
import { parseShareTime } from '../../shared/format/duration.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { useSession } from '../../shared/session/use-session.ts';
import { ProblemState } from '../../shared/ui/ProblemState.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { playbackQuery, videoQuery } from '../../shared/video/queries.ts';
import { useVideoEvents } from '../../shared/video/use-video-events.ts';
import { isEncoding } from '../../shared/video/video-progress.ts';
import { findCachedVideo } from './cached-video.ts';
import { MoreVideos } from './MoreVideos.tsx';
import { dropEarlyPlayer } from './player/early-player.ts';
import { Player } from './player/Player.tsx';
import { VideoAbout } from './VideoAbout.tsx';
import { MissingVideo, NotPlayable, WatchSkeleton } from './WatchStates.tsx';
import './watch.css';

/** Few videos began live, so the chat's code comes with those alone. */
const ChatReplay = lazy(async () => ({
  default: (await import('./chat/ChatReplay.tsx')).ChatReplay,
}));

/** The rest of the page waits for the first picture no longer than this, in ms. */
const pictureFirst = 2500;

/** One video: the stage first, then what it is, then what else there is. */
export function WatchPage() {
  const { id = '' } = useParams();
  // A new video is a new page: nothing of the last one's player or position may linger.
  return <Watch key={id} id={id} />;
}

function Watch({ id }: { id: string }) {
  const t = useTranslations('watch');
  const queryClient = useQueryClient();
  const video = useQuery({
    ...videoQuery(id),
    placeholderData: () => findCachedVideo(queryClient, id),
  });
  usePageTitle(video.data?.title ?? (video.isError ? t('missingTitle') : undefined));
  useEffect(() => () => dropEarlyPlayer(id), [id]);
  const waits = video.data && (isEncoding(video.data) || video.data.status === 'uploading');
  useVideoEvents(waits ? [id] : []);

  if (video.data) return <WatchVideo video={video.data} />;
  if (!video.isError) return <WatchSkeleton />;
  if (video.error instanceof ApiError && [400, 404].includes(video.error.status)) {
    return <MissingVideo />;
  }
  return (
    <ProblemState
      level={1}
      title={t('loadErrorTitle')}
      error={video.error}
      onRetry={() => video.refetch()}
    />
  );
}

function WatchVideo({ video }: { video: Video }) {
  const t = useTranslations('watch');
  const { percent } = useFormat();
  const [parameters] = useSearchParams();
  const { user } = useSession();
  const position = useRef(() => 0);
  const currentPosition = useCallback(() => position.current(), []);
  const playable = video.playable;
  const playback = useQuery({ ...playbackQuery(video.id), enabled: playable });
  const refused = playable && playback.isError && !playback.data;
  // The stage is shown before the words below it are even worked out.
  const staged = useDeferredValue(true, false);
  const [pictured, setPictured] = useState(false);
  useEffect(() => {
    // Some browsers load nothing before somebody presses play.
    const timer = setTimeout(() => setPictured(true), pictureFirst);
    return () => clearTimeout(timer);
  }, []);

  return (
    <div className="watch">
      <div className="watch-stage">
        {playable && !refused && (
          <Player
            video={video}
            playback={playback.data}
            linkedTime={parseShareTime(parameters.get('t'))}
            positionRef={position}
            onPicture={() => setPictured(true)}
            renew={async () => (await playback.refetch()).data}
            onView={() => {
              // A view that is not counted is not worth mentioning to the viewer.
              void api
                .POST('/videos/{id}/views', { params: { path: { id: video.id } } })
                .catch(() => undefined);
            }}
          />
        )}
        {refused && (
          <div className="watch-refused">
            <ProblemState
              title={t('loadErrorTitle')}
              error={playback.error}
              onRetry={() => playback.refetch()}
            />
          </div>
        )}
        {!playable && <NotPlayable video={video} owned={user?.id === video.ownerId} />}
      </div>
      {staged && (
        <div className="watch-body">
          <div className="watch-main">
            {playable && isEncoding(video) && (
              <p className="notice" role="status">
                {t('encodingPlaying', { percent: percent(video.progress / 100) })}
              </p>
            )}
            <VideoAbout
              video={video}
              owned={user?.id === video.ownerId}
              position={currentPosition}
            />
          </div>
          {(pictured || !playable || refused) && (
            <div className="watch-aside">
              {playable && video.recordedFrom && (
                <Suspense>
                  <ChatReplay videoId={video.id} position={currentPosition} />
                </Suspense>
              )}
              <MoreVideos except={video.id} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
