import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';

interface EditFormProps {
  /** Of the heading, which names the form. */
  id: string;
  heading: string;
  children: ReactNode;
  dirty: boolean;
  valid: boolean;
  save: { readonly isPending: boolean; readonly error: unknown };
  onSave: () => void;
}

/** A panel of fields that are saved together. */
export function EditForm({ id, heading, children, dirty, valid, save, onSave }: EditFormProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  const ready = valid && !save.isPending;
  return (
    <form
      className="panel"
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSave();
      }}
    >
      <h2 id={id}>{heading}</h2>
      {children}
      {save.error !== null && (
        <p className="field-error" role="alert">
          {problemText(save.error)}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={!dirty || !ready}>
          {t('app.save')}
        </button>
        {dirty && <span className="row-meta">{t('app.unsaved')}</span>}
      </div>
    </form>
  );
}
