/** The sender of a request, from their access token. Contains no secret, so it may be passed on. */
export interface Principal {
  readonly userId: string;
  /** Whether they are in the group that may take down any video and moderate any chat. */
  readonly moderator: boolean;
  /** Names this token in caches, so that the token itself need not be kept. */
  readonly tokenId: string;
}
