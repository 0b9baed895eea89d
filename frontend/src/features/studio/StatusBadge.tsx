import { useTranslations } from 'use-intl/react';
import type { Video, VideoStatus } from '../../shared/api/types.ts';

const tones: Readonly<Record<VideoStatus, string>> = {
  uploading: '',
  queued: ' badge-busy',
  processing: ' badge-busy',
  ready: ' badge-good',
  failed: ' badge-danger',
  deleting: '',
};

export function StatusBadge({ video }: { video: Pick<Video, 'status'> }) {
  const t = useTranslations('status');
  return <span className={`badge${tones[video.status]}`}>{t(video.status)}</span>;
}
