import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { State } from '../../shared/ui/State.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';

export function NotFoundPage() {
  const t = useTranslations();
  usePageTitle(t('notFound.title'));
  return (
    <State
      scene="fog"
      level={1}
      title={t('notFound.title')}
      actions={
        <Link className="button button-primary" to="/">
          {t('app.home')}
        </Link>
      }
    >
      {t('notFound.text')}
    </State>
  );
}
