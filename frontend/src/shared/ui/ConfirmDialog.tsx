import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslations } from 'use-intl/react';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  /** Label of the button that does it. */
  action: string;
  /** Label of the way out; "Cancel" unless told. */
  keep?: string;
  busy?: boolean;
  error?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. Mounted means open. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('app');
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onClose={props.onClose}
      onCancel={(event) => {
        if (props.busy) event.preventDefault();
      }}
    >
      <h2 id={titleId}>{props.title}</h2>
      <p>{props.children}</p>
      {props.error && (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" disabled={props.busy} onClick={props.onClose}>
          {props.keep ?? t('cancel')}
        </button>
        <button
          type="button"
          className="button button-danger-filled"
          disabled={props.busy}
          onClick={props.onConfirm}
        >
          {props.action}
        </button>
      </div>
    </dialog>
  );
}
