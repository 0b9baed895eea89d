import { Component, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { State } from '../shared/ui/State.tsx';

/** Keeps the header alive when a view breaks, and offers the way back. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const t = useTranslations('app');
  return (
    <State
      scene="storm"
      level={1}
      title={t('crashTitle')}
      actions={
        <>
          <button
            type="button"
            className="button button-primary"
            onClick={() => window.location.reload()}
          >
            {t('reload')}
          </button>
          {/* A full load on purpose: the app that crashed is left behind. */}
          <a className="button" href="/">
            {t('home')}
          </a>
        </>
      }
    >
      {t('crashText')}
    </State>
  );
}
