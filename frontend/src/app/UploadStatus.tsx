import { useSyncExternalStore } from 'react';
import { Link, useLocation } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../shared/format/use-format.ts';
import { activityStore } from '../shared/ui/activity.ts';

/** Uploads go on while other pages are open; this leads back to them. */
export function UploadStatus() {
  const t = useTranslations('nav');
  const { percent } = useFormat();
  const { pathname } = useLocation();
  const { uploads, fraction } = useSyncExternalStore(
    activityStore.subscribe,
    activityStore.current,
  );
  if (uploads === 0 || pathname === '/studio') return null;
  return (
    <Link
      className="upload-status"
      to="/studio"
      aria-label={t('uploads', { count: uploads, percent: percent(fraction) })}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true" className="upload-ring">
        <circle cx="12" cy="12" r="9.5" />
        <circle cx="12" cy="12" r="9.5" pathLength={1} strokeDasharray={`${fraction} 1`} />
      </svg>
      {percent(fraction)}
    </Link>
  );
}
