import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../api/types.ts';
import { clockTime } from '../format/duration.ts';
import { LogoMark } from '../ui/Logo.tsx';

/** The 16:9 picture of a video with its length; a quiet mark where there is none. */
export function VideoPoster({ video, eager = false }: { video: Video; eager?: boolean }) {
  const t = useTranslations('video');
  const [broken, setBroken] = useState<string>();
  const shown = video.posterUrl && video.posterUrl !== broken ? video.posterUrl : undefined;
  return (
    <div className="poster">
      {shown ? (
        <img
          src={shown}
          alt=""
          width={640}
          height={360}
          loading={eager ? 'eager' : 'lazy'}
          fetchPriority={eager ? 'high' : 'auto'}
          decoding="async"
          onError={() => setBroken(shown)}
        />
      ) : (
        <LogoMark />
      )}
      {video.media && (
        <span className="poster-duration">
          <span aria-hidden="true">{clockTime(video.media.duration)}</span>
          <span className="visually-hidden">
            {t('duration', { duration: clockTime(video.media.duration) })}
          </span>
        </span>
      )}
    </div>
  );
}
