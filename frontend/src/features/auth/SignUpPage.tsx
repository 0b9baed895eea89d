import { maxDisplayNameLength, maxEmailLength, maxPasswordLength } from '@tidecast/contract/limits';
import { passwordPolicy } from '@tidecast/platform/identity/user-pool';
import { Link, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { AuthCard } from './AuthCard.tsx';
import { currentForm, useAuthForm } from './auth-form.ts';
import { useAuthState } from './auth-state.ts';
import { PasswordField } from './PasswordField.tsx';

export function SignUpPage() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const { from } = useAuthState();
  usePageTitle(t('signUp'));

  const form = useAuthForm({
    fields: { displayName: '', email: '', password: '' },
    newPassword: true,
    send: async (values) => {
      const body = {
        ...values,
        email: values.email.trim(),
        displayName: values.displayName.trim(),
      };
      await dataOf(api.POST('/auth/sign-up', { body }));
      navigate('/confirm', { state: { from, email: body.email } });
    },
  });

  return (
    <AuthCard
      title={t('signUpTitle')}
      text={t('signUpText')}
      problem={form.problem}
      action={form.busy ? t('working') : t('signUp')}
      busy={form.busy}
      onSubmit={() => form.submit(currentForm())}
      footer={
        <>
          <span>{t('haveAccount')}</span>
          <Link to="/sign-in" state={{ from }}>
            {t('signIn')}
          </Link>
        </>
      }
    >
      <Field
        {...form.field('displayName')}
        label={t('name')}
        autoComplete="name"
        maxLength={maxDisplayNameLength}
      />
      <Field
        {...form.field('email')}
        label={t('email')}
        type="email"
        autoComplete="email"
        maxLength={maxEmailLength}
      />
      <PasswordField
        {...form.field('password')}
        label={t('password')}
        hint={t('rules', { length: passwordPolicy.MinimumLength })}
        autoComplete="new-password"
        maxLength={maxPasswordLength}
      />
    </AuthCard>
  );
}
