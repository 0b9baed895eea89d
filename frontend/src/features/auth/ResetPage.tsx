import { maxPasswordLength } from '@tidecast/contract/limits';
import { passwordPolicy } from '@tidecast/platform/identity/user-pool';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { AuthCard } from './AuthCard.tsx';
import { currentForm, useAuthForm } from './auth-form.ts';
import { useAuthState } from './auth-state.ts';
import { CodeField } from './CodeField.tsx';
import { PasswordField } from './PasswordField.tsx';

export function ResetPage() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const { from, email } = useAuthState();
  usePageTitle(t('resetTitle'));

  const form = useAuthForm({
    fields: { email: email ?? '', code: '', password: '' },
    newPassword: true,
    send: async (values) => {
      const body = { ...values, email: values.email.trim(), code: values.code.trim() };
      await dataOf(api.POST('/auth/reset-password', { body }));
      navigate('/sign-in', { state: { from, email: body.email, notice: 'passwordSet' } });
    },
  });

  return (
    <AuthCard
      title={t('resetTitle')}
      text={email ? t('confirmText', { email }) : t('confirmTextUnknown')}
      problem={form.problem}
      action={form.busy ? t('working') : t('setPassword')}
      busy={form.busy}
      onSubmit={() => form.submit(currentForm())}
    >
      {!email && (
        <Field {...form.field('email')} label={t('email')} type="email" autoComplete="username" />
      )}
      <CodeField {...form.field('code')} />
      <PasswordField
        {...form.field('password')}
        label={t('newPassword')}
        hint={t('rules', { length: passwordPolicy.MinimumLength })}
        autoComplete="new-password"
        maxLength={maxPasswordLength}
      />
    </AuthCard>
  );
}
