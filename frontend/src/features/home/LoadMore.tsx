import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';

interface LoadMoreProps {
  loading: boolean;
  failed: boolean;
  onMore: () => void;
}

/**
 * Loads the next page when it comes near the window; the button is for people who do not scroll.
 */
export function LoadMore({ loading, failed, onMore }: LoadMoreProps) {
  const t = useTranslations();
  const ref = useRef<HTMLDivElement>(null);
  const ask = useRef(onMore);
  ask.current = onMore;

  useEffect(() => {
    if (!ref.current || loading || failed) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) ask.current();
      },
      { rootMargin: '600px' },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [loading, failed]);

  return (
    <div ref={ref} className="load-more">
      <button type="button" className="button" disabled={loading} onClick={onMore}>
        {loading ? t('home.loadingMore') : failed ? t('app.retry') : t('home.more')}
      </button>
    </div>
  );
}
