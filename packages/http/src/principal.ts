/** Who sends a request, as their access token says. Holds no secret: it may be handed on. */
export interface Principal {
  readonly userId: string;
  /** Of the group whose members may take down any video and moderate any chat. */
  readonly moderator: boolean;
  /** Names this token in caches, so that the token itself need not be kept. */
  readonly tokenId: string;
}
