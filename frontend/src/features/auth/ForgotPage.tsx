import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { AuthCard } from './AuthCard.tsx';
import { currentForm, useAuthForm } from './auth-form.ts';
import { useAuthState } from './auth-state.ts';

export function ForgotPage() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const { from } = useAuthState();
  usePageTitle(t('forgotTitle'));

  const form = useAuthForm({
    fields: { email: '' },
    send: async (values) => {
      const email = values.email.trim();
      await dataOf(api.POST('/auth/forgot-password', { body: { email } }));
      navigate('/reset-password', { state: { from, email } });
    },
  });

  return (
    <AuthCard
      title={t('forgotTitle')}
      text={t('forgotText')}
      problem={form.problem}
      action={form.busy ? t('working') : t('sendCode')}
      busy={form.busy}
      onSubmit={() => form.submit(currentForm())}
    >
      <Field {...form.field('email')} label={t('email')} type="email" autoComplete="username" />
    </AuthCard>
  );
}
