import { memo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { ChatMessage } from '../../../shared/api/live-types.ts';

interface ChatLineProps {
  message: ChatMessage;
  children?: ReactNode;
}

/** One message. What people wrote is text and nothing else. */
export const ChatLine = memo(function ChatLine({ message, children }: ChatLineProps) {
  const t = useTranslations('live.chat');
  const { content, sender } = message;
  return (
    <li className="chat-line" data-role={sender.role}>
      <p className="chat-text" dir="auto">
        <bdi className="chat-name">{sender.name}</bdi>
        {sender.role !== 'viewer' && (
          <span className={`chat-badge chat-badge-${sender.role}`}>{t(sender.role)}</span>
        )}{' '}
        {content}
      </p>
      {children}
    </li>
  );
});
