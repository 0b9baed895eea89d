import { useTranslations } from 'use-intl/react';

/** The first thing Tab reaches: past the header, to what the page is about. */
export function SkipLink() {
  const t = useTranslations('app');
  return (
    <a className="skip-link button button-primary" href="#main">
      {t('skip')}
    </a>
  );
}
