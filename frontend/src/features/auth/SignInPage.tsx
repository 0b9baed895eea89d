import { Link, Navigate, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { isProblem } from '../../shared/api/api-error.ts';
import { api, dataOf } from '../../shared/api/client.ts';
import { useEnterSession, useSession } from '../../shared/session/use-session.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { AuthCard } from './AuthCard.tsx';
import { currentForm, useAuthForm } from './auth-form.ts';
import { useAuthState } from './auth-state.ts';
import { PasswordField } from './PasswordField.tsx';
import { safeReturn } from './return-path.ts';

export function SignInPage() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const enter = useEnterSession();
  const { user } = useSession();
  const { from, email, notice } = useAuthState();
  usePageTitle(t('signIn'));

  const form = useAuthForm({
    fields: { email: email ?? '', password: '' },
    send: async (values) => {
      const address = values.email.trim();
      try {
        await enter(
          await dataOf(api.POST('/auth/sign-in', { body: { ...values, email: address } })),
        );
        navigate(safeReturn(from), { replace: true });
      } catch (error) {
        if (!isProblem(error, 'email_not_confirmed')) throw error;
        navigate('/confirm', { state: { from, email: address } });
      }
    },
  });

  if (user && !form.busy) return <Navigate to={safeReturn(from)} replace />;
  return (
    <AuthCard
      title={t('signInTitle')}
      text={t('signInText')}
      notice={notice && t(notice)}
      problem={form.problem}
      action={form.busy ? t('working') : t('signIn')}
      busy={form.busy}
      onSubmit={() => form.submit(currentForm())}
      footer={
        <>
          <span>{t('noAccount')}</span>
          <Link to="/sign-up" state={{ from }}>
            {t('signUp')}
          </Link>
        </>
      }
    >
      <Field {...form.field('email')} label={t('email')} type="email" autoComplete="username" />
      <PasswordField
        {...form.field('password')}
        label={t('password')}
        autoComplete="current-password"
      />
      <Link className="auth-aside" to="/forgot-password" state={{ from }}>
        {t('forgot')}
      </Link>
    </AuthCard>
  );
}
