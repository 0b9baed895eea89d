import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { Field } from '../../../shared/ui/Field.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { showToast } from '../../../shared/ui/toast.ts';
import { useChangeChannel } from './my-channel.ts';

/** Who keeps order in the chat: appointed and dismissed here. */
export function ModeratorsPanel({ channel }: { channel: OwnChannel }) {
  const t = useTranslations('live.panel');
  const problemText = useProblemText();
  const [userId, setUserId] = useState('');
  const { id } = channel;
  const add = useChangeChannel(
    id,
    (newId: string) =>
      dataOf(
        api.POST('/live/channels/{id}/moderators', {
          params: { path: { id } },
          body: { userId: newId },
        }),
      ),
    () => {
      setUserId('');
      showToast(t('moderatorAdded'));
    },
  );
  const remove = useChangeChannel(id, (oldId: string) =>
    dataOf(
      api.DELETE('/live/channels/{id}/moderators/{userId}', {
        params: { path: { id, userId: oldId } },
      }),
    ),
  );
  const moderators = channel.moderators ?? [];
  const error = add.error ?? remove.error;
  return (
    <section className="panel" aria-labelledby="live-moderators">
      <h2 id="live-moderators">{t('moderatorsTitle')}</h2>
      <p className="row-meta">{t('moderatorsText')}</p>
      <PeopleList
        empty={t('moderatorsEmpty')}
        people={moderators}
        action={t('remove')}
        actionNamed={(name) => t('moderatorRemove', { name })}
        busy={remove.isPending}
        onAction={(oldId) => remove.mutate(oldId)}
      />
      <form
        className="live-add"
        onSubmit={(event) => {
          event.preventDefault();
          const trimmed = userId.trim();
          if (!trimmed || add.isPending) return;
          add.mutate(trimmed);
        }}
      >
        <Field
          label={t('moderatorField')}
          value={userId}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setUserId(event.target.value)}
        />
        <button type="submit" className="button" disabled={!userId.trim() || add.isPending}>
          {t('moderatorAdd')}
        </button>
      </form>
      {error && (
        <p className="field-error" role="alert">
          {problemText(error)}
        </p>
      )}
    </section>
  );
}

/** Who may not take part in the chat, and the way back for them. */
export function BansPanel({ channel }: { channel: OwnChannel }) {
  const t = useTranslations('live.panel');
  const problemText = useProblemText();
  const { id } = channel;
  const lift = useChangeChannel(
    id,
    (userId: string) =>
      dataOf(
        api.DELETE('/live/channels/{id}/chat/bans/{userId}', { params: { path: { id, userId } } }),
      ),
    () => showToast(t('unbanned')),
  );
  return (
    <section className="panel" aria-labelledby="live-bans">
      <h2 id="live-bans">{t('bansTitle')}</h2>
      <PeopleList
        empty={t('bansEmpty')}
        people={channel.bans ?? []}
        action={t('unban')}
        actionNamed={(name) => t('unbanNamed', { name })}
        busy={lift.isPending}
        onAction={(userId) => lift.mutate(userId)}
      />
      {lift.error && (
        <p className="field-error" role="alert">
          {problemText(lift.error)}
        </p>
      )}
    </section>
  );
}

interface Person {
  userId: string;
  displayName?: string | undefined;
  reason?: string;
}

interface PeopleListProps {
  people: readonly Person[];
  empty: string;
  action: string;
  actionNamed: (name: string) => string;
  busy: boolean;
  onAction: (userId: string) => void;
}

/** A person without a known name is identified by the start of the id. */
function nameOf({ userId, displayName }: Person): string {
  return displayName ?? `${userId.slice(0, 8)}…`;
}

function PeopleList(props: PeopleListProps) {
  const { people, empty, action, actionNamed, busy, onAction } = props;
  if (people.length === 0) return <p className="row-meta">{empty}</p>;
  return (
    <ul className="captions live-people">
      {people.map((person) => (
        <li key={person.userId}>
          <span>
            <bdi className="live-person" title={person.userId}>
              {nameOf(person)}
            </bdi>
            {person.reason && <bdi className="live-reason">{person.reason}</bdi>}
          </span>
          <button
            type="button"
            className="button button-quiet"
            aria-label={actionNamed(nameOf(person))}
            disabled={busy}
            onClick={() => onAction(person.userId)}
          >
            {action}
          </button>
        </li>
      ))}
    </ul>
  );
}
