import type { ChatMessage as IvsMessage } from 'amazon-ivs-chat-messaging';
import type { ChatMessage, ChatRole } from '../../../shared/api/live-types.ts';

const roles: readonly ChatRole[] = ['viewer', 'moderator', 'owner'];

/** A message of the socket in the history's form. Name and role were set by the server in the token. */
export function messageFrom({ id, content, sender, sendTime }: IvsMessage): ChatMessage {
  const { name = '', role = '' } = sender.attributes ?? {};
  return {
    id,
    content,
    sender: {
      userId: sender.userId,
      name,
      role: roles.find((each) => each === role) ?? 'viewer',
    },
    sentAt: sendTime.toISOString(),
  };
}
