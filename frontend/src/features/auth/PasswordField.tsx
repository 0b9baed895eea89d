import { type ComponentProps, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../../shared/ui/Field.tsx';

/** A password that can be shown: typing it blind on a phone is where mistakes come from. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, 'type' | 'aside'>) {
  const t = useTranslations('auth');
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      aside={
        <button type="button" className="auth-aside" onClick={() => setShown(!shown)}>
          {shown ? t('hidePassword') : t('showPassword')}
        </button>
      }
    />
  );
}
