import { maxTitleLength } from '@tidecast/contract/limits';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../../../shared/ui/Field.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { useOpenChannel } from './my-channel.ts';

/** What stands here before there is a channel. */
export function OpenChannel() {
  const t = useTranslations('live.panel');
  const problemText = useProblemText();
  const [title, setTitle] = useState('');
  const [touched, setTouched] = useState(false);
  const open = useOpenChannel();
  const untitled = title.trim() === '';
  return (
    <form
      className="panel live-open"
      aria-labelledby="live-open"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (!untitled && !open.isPending) open.mutate(title.trim());
      }}
    >
      <h2 id="live-open">{t('openTitle')}</h2>
      <p className="row-meta">{t('openText')}</p>
      <Field
        label={t('openField')}
        value={title}
        maxLength={maxTitleLength}
        dir="auto"
        required
        error={touched && untitled ? t('titleNeeded') : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      {open.error && (
        <p className="field-error" role="alert">
          {problemText(open.error)}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={open.isPending}>
          {open.isPending ? t('opening') : t('openAction')}
        </button>
      </div>
    </form>
  );
}
