import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Video, VideoStatus } from '../../shared/api/types.ts';

/** Tells screen readers when an encode ends, whatever they are reading at the time. */
export function EncodeAnnouncer({ videos }: { videos: readonly Video[] }) {
  const t = useTranslations('studio');
  const before = useRef(new Map<string, VideoStatus>());
  const [text, setText] = useState('');
  useEffect(() => {
    for (const { id, status, title } of videos) {
      const last = before.current.get(id);
      before.current.set(id, status);
      if (!last || last === status) continue;
      if (status === 'ready') setText(t('announceReady', { title }));
      if (status === 'failed') setText(t('announceFailed', { title }));
    }
  }, [videos, t]);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
