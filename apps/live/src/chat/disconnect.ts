import {
  DisconnectUserCommand,
  type IvschatClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivschat';

/** Ends every connection that a user has to a room now, if there is one. */
export async function disconnectUser(
  ivschat: IvschatClient,
  user: { readonly roomArn: string; readonly userId: string; readonly reason: string },
): Promise<void> {
  const { roomArn, userId, reason } = user;
  try {
    await ivschat.send(new DisconnectUserCommand({ roomIdentifier: roomArn, userId, reason }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
