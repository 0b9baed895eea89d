import { useMutation } from '@tanstack/react-query';
import { maxBanReasonLength } from '@tidecast/contract/limits';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { ChatMessage, ChatRole } from '../../../shared/api/live-types.ts';
import { ConfirmDialog } from '../../../shared/ui/ConfirmDialog.tsx';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { showToast } from '../../../shared/ui/toast.ts';

interface MessageActionsProps {
  channelId: string;
  message: ChatMessage;
  /** The moderator's role. */
  role: Exclude<ChatRole, 'viewer'>;
  /** Whether it is the reader's own message. */
  own: boolean;
  onDeleted: () => void;
  onBanned: () => void;
}

/** A ban is explained by what was written. */
function reasonFrom({ content }: ChatMessage): string {
  return [...content].slice(0, maxBanReasonLength).join('').trim();
}

/** What a moderator can do about a message and its writer. The server decides again. */
export function MessageActions(props: MessageActionsProps) {
  const { channelId, message, role, own } = props;
  const t = useTranslations('live.chat');
  const problemText = useProblemText();
  const id = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  const actions = useRef<HTMLFieldSetElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const { userId, name } = message.sender;
  const person = { userId, ...(name && { displayName: name }) };
  const path = { id: channelId };
  const onError = (error: unknown) => showToast(problemText(error));

  const remove = useMutation({
    mutationFn: () =>
      dataOf(
        api.DELETE('/live/channels/{id}/chat/messages/{messageId}', {
          params: { path: { ...path, messageId: message.id } },
        }),
      ),
    onSuccess: () => {
      showToast(t('deleted'));
      props.onDeleted();
    },
    onError,
  });
  const ban = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/live/channels/{id}/chat/bans', {
          params: { path },
          body: { ...person, reason: reasonFrom(message) },
        }),
      ),
    onSuccess: () => {
      setAsking(false);
      showToast(t('banned', { name }));
      props.onBanned();
    },
  });
  const appoint = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/live/channels/{id}/moderators', { params: { path }, body: person })),
    onSuccess: () => {
      setOpen(false);
      showToast(t('appointed', { name }));
    },
    onError,
  });

  useEffect(() => {
    if (open) actions.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);

  return (
    <>
      <button
        ref={toggle}
        type="button"
        className="chat-more"
        aria-label={t('moderate', { name })}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      <fieldset
        ref={actions}
        id={id}
        className="chat-actions"
        aria-label={t('moderate', { name })}
        hidden={!open}
        onKeyDown={({ key }) => {
          if (key !== 'Escape' || asking) return;
          setOpen(false);
          toggle.current?.focus();
        }}
      >
        <button
          type="button"
          className="button"
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('delete')}
        </button>
        {!own && message.sender.role !== 'owner' && (
          <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
            {t('ban')}
          </button>
        )}
        {role === 'owner' && message.sender.role === 'viewer' && (
          <button
            type="button"
            className="button"
            disabled={appoint.isPending}
            onClick={() => appoint.mutate()}
          >
            {t('appoint')}
          </button>
        )}
      </fieldset>
      {asking && (
        <ConfirmDialog
          title={t('banTitle', { name })}
          action={t('ban')}
          busy={ban.isPending}
          error={ban.error ? problemText(ban.error) : undefined}
          onConfirm={() => ban.mutate()}
          onClose={() => setAsking(false)}
        >
          {t('banText')}
        </ConfirmDialog>
      )}
    </>
  );
}
