import type { FormEvent, ReactNode } from 'react';
import { Icon } from '../../shared/ui/Icon.tsx';
import { LogoMark } from '../../shared/ui/Logo.tsx';
import './auth.css';

interface AuthCardProps {
  title: string;
  text?: string | undefined;
  /** Good news from the page before. */
  notice?: string | undefined;
  /** The API's refusal of the whole form. */
  problem?: string | undefined;
  action: string;
  busy: boolean;
  onSubmit: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

/** The frame all account pages share: one form, one button, one way elsewhere. */
export function AuthCard(props: AuthCardProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!props.busy) props.onSubmit();
  };
  return (
    <div className="auth">
      <div className="auth-card">
        <LogoMark />
        <h1>{props.title}</h1>
        {props.text && <p className="auth-text">{props.text}</p>}
        {props.notice && (
          <p className="notice" role="status">
            <Icon name="check" />
            <span>{props.notice}</span>
          </p>
        )}
        <form noValidate onSubmit={submit}>
          {props.children}
          <div role="alert">
            {props.problem && (
              <p className="notice notice-danger">
                <Icon name="alert" />
                <span>{props.problem}</span>
              </p>
            )}
          </div>
          <button type="submit" className="button button-primary button-wide" disabled={props.busy}>
            {props.action}
          </button>
        </form>
        {props.footer && <div className="auth-footer">{props.footer}</div>}
      </div>
      <svg
        className="auth-sea"
        viewBox="0 0 1440 220"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d="M0 90c120-60 240-60 360 0s240 60 360 0 240-60 360 0 240 60 360 0v130H0Z" />
        <path d="M0 130c120-50 240-50 360 0s240 50 360 0 240-50 360 0 240 50 360 0v90H0Z" />
        <path d="M0 172c120-36 240-36 360 0s240 36 360 0 240-36 360 0 240 36 360 0v48H0Z" />
      </svg>
    </div>
  );
}
