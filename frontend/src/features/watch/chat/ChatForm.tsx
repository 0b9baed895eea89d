import { maxChatMessageLength } from '@tidecast/contract/limits';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { chatErrorKey } from './chat-errors.ts';

/** The count shows when this few characters are left. */
const countBelow = 80;

interface ChatFormProps {
  /** Seconds this person waits between two messages. */
  slowModeSeconds: number;
  disabled: boolean;
  onSend: (content: string) => Promise<void>;
}

/** Writes a message; what was refused stays in the field, with the reason below it. */
export function ChatForm({ slowModeSeconds, disabled, onSend }: ChatFormProps) {
  const t = useTranslations('live');
  const id = useId();
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const [wait, startWait] = useCountdown();
  const field = useRef<HTMLInputElement>(null);
  const content = text.trim();
  // By code points, as IVS counts: an emoji is one.
  const left = maxChatMessageLength - [...content].length;

  const submit = async () => {
    if (!content || left < 0 || sending || wait > 0 || disabled) return;
    setSending(true);
    setError(undefined);
    try {
      await onSend(content);
      // What was typed meanwhile is the next message.
      setText((typed) => (typed.trim() === content ? '' : typed));
      if (slowModeSeconds > 0) startWait(slowModeSeconds);
    } catch (refusal) {
      setError(refusal);
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      className="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        // The button is about to be disabled, which would take the focus to nowhere.
        field.current?.focus();
        void submit();
      }}
    >
      <label className="visually-hidden" htmlFor={id}>
        {t('chat.write')}
      </label>
      <div className="chat-field">
        <input
          ref={field}
          id={id}
          className="input"
          dir="auto"
          autoComplete="off"
          enterKeyHint="send"
          placeholder={t('chat.write')}
          value={text}
          aria-invalid={left < 0 || error !== undefined ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => {
            setText(event.target.value);
            setError(undefined);
          }}
        />
        <button
          type="submit"
          className="button button-primary button-icon"
          aria-label={t('chat.send')}
          title={t('chat.send')}
          disabled={!content || left < 0 || sending || wait > 0 || disabled}
        >
          <Icon name="send" />
        </button>
      </div>
      <div id={`${id}-note`} className="chat-note">
        {error !== undefined && (
          <p className="field-error" role="alert">
            {t(`chatError.${chatErrorKey(error)}`)}
          </p>
        )}
        {left < 0 ? (
          <p className="field-error">{t('chat.tooLong', { count: -left })}</p>
        ) : wait > 0 ? (
          <p>{t('chat.wait', { seconds: wait })}</p>
        ) : left < countBelow ? (
          <p>{t('chat.charactersLeft', { count: left })}</p>
        ) : (
          slowModeSeconds > 0 && <p>{t('chat.slowMode', { seconds: slowModeSeconds })}</p>
        )}
      </div>
    </form>
  );
}

/** Whole seconds that are left, down to 0. */
function useCountdown(): [number, (seconds: number) => void] {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (until === 0) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) setUntil(0);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  const start = (seconds: number) => {
    setNow(Date.now());
    setUntil(Date.now() + seconds * 1000);
  };
  return [Math.max(0, Math.ceil((until - now) / 1000)), start];
}
