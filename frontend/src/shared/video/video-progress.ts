import { useMessages, useTranslations } from 'use-intl/react';
import type { Video, VideoError, VideoStatus } from '../api/types.ts';

const unfinished: readonly VideoStatus[] = ['queued', 'processing'];

/** Whether an encode is under way or awaited. */
export function isEncoding(video: Pick<Video, 'status'>): boolean {
  return unfinished.includes(video.status);
}

/** Why a video failed, in the reader's language; by the server's own sentence for a new code. */
export function useVideoErrorText() {
  const t = useTranslations('videoError');
  const { videoError: known } = useMessages();
  return (error: VideoError | null) => {
    if (!error) return t('unknown');
    if (!Object.hasOwn(known, error.code)) return error.message;
    return t(error.code as keyof typeof known);
  };
}

/** What is happening to a video that is not ready, in two or three words. */
export function usePhaseText() {
  const t = useTranslations();
  return ({ status, phase }: Pick<Video, 'status' | 'phase'>) =>
    isEncoding({ status }) && phase ? t(`phase.${phase}`) : t(`status.${status}`);
}
