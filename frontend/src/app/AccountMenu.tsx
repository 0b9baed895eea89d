import { useId, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { User } from '../shared/api/types.ts';

/** Who is signed in, and the way out. A popover: the browser closes it on Escape or a click. */
export function AccountMenu({ user, onSignOut }: { user: User; onSignOut: () => void }) {
  const t = useTranslations('nav');
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <div className="account">
      <button
        type="button"
        className="avatar"
        popoverTarget={id}
        aria-label={t('account', { name: user.displayName })}
      >
        <span aria-hidden="true">{[...user.displayName][0]?.toUpperCase()}</span>
      </button>
      <div ref={menu} id={id} popover="auto" className="menu">
        <p className="menu-name" dir="auto">
          {user.displayName}
        </p>
        <p className="menu-detail">{user.email}</p>
        {/* By which the owner of a channel appoints a moderator. */}
        <p className="menu-detail menu-id">{t('userId', { id: user.id })}</p>
        <button
          type="button"
          className="button"
          onClick={() => {
            menu.current?.hidePopover();
            onSignOut();
          }}
        >
          {t('signOut')}
        </button>
      </div>
    </div>
  );
}
