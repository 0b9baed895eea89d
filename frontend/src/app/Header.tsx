import { useQueryClient } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { useDeferredValue, useEffect } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { onSessionEnded } from '../shared/api/client.ts';
import { sessionQuery, useSession, useSignOut } from '../shared/session/use-session.ts';
import { Icon } from '../shared/ui/Icon.tsx';
import { LogoMark } from '../shared/ui/Logo.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { SearchForm } from './SearchForm.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { UploadStatus } from './UploadStatus.tsx';

export function Header() {
  const t = useTranslations('nav');
  const { user } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  useForgetEndedSession();
  // What the page is about comes first; these follow within the same moment.
  const furnished = useDeferredValue(true, false);
  const here = `${pathname}${search}`;
  const onAuthPage = /^\/(sign-in|sign-up|confirm|forgot-password|reset-password)$/.test(pathname);

  return (
    <header className="header">
      <Link className="brand" to="/">
        <LogoMark />
        <span className="brand-name">Tidecast</span>
      </Link>
      {furnished && <SearchForm />}
      <nav className="header-nav" aria-label={t('main')}>
        {furnished && (
          <>
            <UploadStatus />
            <NavLink className="button button-quiet nav-live" to={pagePaths.channel}>
              <Icon name="live" />
              <span>{t('live')}</span>
            </NavLink>
            <NavLink className="button button-quiet nav-studio" to="/studio">
              <Icon name="upload" />
              <span>{t('studio')}</span>
            </NavLink>
            <LanguageSwitch />
            <ThemeSwitch />
          </>
        )}
        {user ? (
          <AccountMenu
            user={user}
            onSignOut={() => signOut.mutate(undefined, { onSuccess: () => navigate('/') })}
          />
        ) : (
          user === null && (
            <Link
              className="button button-primary nav-sign-in"
              to="/sign-in"
              state={onAuthPage ? undefined : { from: here }}
            >
              {t('signIn')}
            </Link>
          )
        )}
      </nav>
    </header>
  );
}

/** Another tab signed out, or the refresh token ran out: the header must not claim otherwise. */
function useForgetEndedSession(): void {
  const queryClient = useQueryClient();
  useEffect(
    () => onSessionEnded(() => queryClient.setQueryData(sessionQuery.queryKey, null)),
    [queryClient],
  );
}
