import { useMessages, useTranslations } from 'use-intl/react';
import { problemKey } from '../api/api-error.ts';
import { Icon } from './Icon.tsx';
import { State } from './State.tsx';

/** The sentence for an error in the reader's language. */
export function useProblemText() {
  const messages = useMessages();
  const t = useTranslations('problem');
  return (error: unknown) => t(problemKey(error, messages.problem));
}

interface ProblemStateProps {
  title: string;
  error: unknown;
  onRetry: () => void;
  level?: 1 | 2;
}

/** A view that could not be loaded, and the way to try again. */
export function ProblemState({ title, error, onRetry, level = 2 }: ProblemStateProps) {
  const t = useTranslations('app');
  const problemText = useProblemText();
  return (
    <State
      scene="storm"
      level={level}
      title={title}
      actions={
        <button type="button" className="button button-primary" onClick={onRetry}>
          <Icon name="retry" />
          {t('retry')}
        </button>
      }
    >
      {problemText(error)}
    </State>
  );
}
