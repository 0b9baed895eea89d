import type { SenderAttributes } from '@tidecast/contract/chat-protocol';
import { chatRoles } from '@tidecast/contract/vocabulary';
import type { ChatMessage as IvsMessage } from 'amazon-ivs-chat-messaging';
import type { ChatMessage } from '../../../shared/api/live-types.ts';

type Attributes = Partial<Record<keyof SenderAttributes, string>>;

/** A message of the socket in the history's form. Name and role were set by the server in the token. */
export function messageFrom({ id, content, sender, sendTime }: IvsMessage): ChatMessage {
  const { name = '', role = '' }: Attributes = sender.attributes ?? {};
  return {
    id,
    content,
    sender: {
      userId: sender.userId,
      name,
      role: chatRoles.find((each) => each === role) ?? 'viewer',
    },
    sentAt: sendTime.toISOString(),
  };
}
