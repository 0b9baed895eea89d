import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { showToast } from '../../shared/ui/toast.ts';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { AuthCard } from './AuthCard.tsx';
import { currentForm, useAuthForm } from './auth-form.ts';
import { useAuthState } from './auth-state.ts';
import { CodeField } from './CodeField.tsx';

/** The code from the mail; people who open the page directly enter their address too. */
export function ConfirmPage() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const { from, email } = useAuthState();
  usePageTitle(t('confirmTitle'));

  const form = useAuthForm({
    fields: { email: email ?? '', code: '' },
    send: async (values) => {
      const body = { email: values.email.trim(), code: values.code.trim() };
      await dataOf(api.POST('/auth/confirm', { body }));
      navigate('/sign-in', { state: { from, email: body.email, notice: 'confirmed' } });
    },
  });
  const address = form.field('email');

  return (
    <AuthCard
      title={t('confirmTitle')}
      text={email ? t('confirmText', { email }) : t('confirmTextUnknown')}
      problem={form.problem}
      action={form.busy ? t('working') : t('confirm')}
      busy={form.busy}
      onSubmit={() => form.submit(currentForm())}
      footer={<ResendCode email={address.value} />}
    >
      {!email && <Field {...address} label={t('email')} type="email" autoComplete="email" />}
      <CodeField {...form.field('code')} />
    </AuthCard>
  );
}

function ResendCode({ email }: { email: string }) {
  const t = useTranslations('auth');
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const resend = async () => {
    setBusy(true);
    try {
      await dataOf(api.POST('/auth/resend-code', { body: { email: email.trim() } }));
      showToast(t('resent'));
    } catch (error) {
      showToast(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" disabled={busy || !email.includes('@')} onClick={resend}>
      {t('resend')}
    </button>
  );
}
