import { Link, useLocation } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Channel } from '../../../shared/api/live-types.ts';
import { useSession } from '../../../shared/session/use-session.ts';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { ChatForm } from './ChatForm.tsx';
import { ChatMessages } from './ChatMessages.tsx';
import { MessageActions } from './MessageActions.tsx';
import { useChat } from './use-chat.ts';
import './chat.css';

/** The chat of a channel: everybody reads, signed-in people write, moderators keep order. */
export function ChatPanel({ channel }: { channel: Channel }) {
  const t = useTranslations('live.chat');
  const { user } = useSession();
  return (
    <aside className="chat" aria-labelledby="chat-title">
      <h2 id="chat-title" className="chat-title">
        {t('title')}
      </h2>
      {/* Joining before it is known who reads would mean joining twice. */}
      {user === undefined ? (
        <p className="chat-status">{t('connecting')}</p>
      ) : (
        <Chat channel={channel} userId={user?.id ?? null} />
      )}
    </aside>
  );
}

function Chat({ channel, userId }: { channel: Channel; userId: string | null }) {
  const t = useTranslations('live.chat');
  const { pathname } = useLocation();
  const chat = useChat(channel.id, userId);
  const { role, status } = chat;

  if (status === 'banned') {
    return (
      <div className="chat-banned" role="alert">
        <Icon name="lock" />
        <h3>{t('bannedTitle')}</h3>
        <p>{t('bannedText')}</p>
      </div>
    );
  }
  return (
    <>
      <ChatMessages
        messages={chat.messages}
        empty={status === 'connecting' ? t('connecting') : userId ? t('empty') : t('emptyReader')}
        announced
        {...(role !== 'viewer' && {
          actionsFor: (message) => (
            <MessageActions
              channelId={channel.id}
              message={message}
              role={role}
              own={message.sender.userId === userId}
              onDeleted={() => chat.forget(message.id)}
              onBanned={() => chat.forgetUser(message.sender.userId)}
            />
          ),
        })}
      />
      <div role="status">
        {status === 'reconnecting' && <p className="chat-status">{t('reconnecting')}</p>}
      </div>
      {status === 'lost' && (
        <div className="chat-status" role="alert">
          <p>{t('lostTitle')}</p>
          <button type="button" className="button" onClick={chat.rejoin}>
            <Icon name="retry" />
            {t('rejoin')}
          </button>
        </div>
      )}
      {userId ? (
        <ChatForm
          slowModeSeconds={role === 'viewer' ? channel.slowModeSeconds : 0}
          disabled={status !== 'connected'}
          onSend={chat.send}
        />
      ) : (
        <div className="chat-invitation">
          <p>{t('signInText')}</p>
          <Link className="button button-primary" to="/sign-in" state={{ from: pathname }}>
            {t('signIn')}
          </Link>
        </div>
      )}
    </>
  );
}
