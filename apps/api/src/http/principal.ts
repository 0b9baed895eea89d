/** Who sends a request, as their access token says. */
export interface Principal {
  readonly userId: string;
  readonly moderator: boolean;
  /** Names this token in caches, so that the token itself need not be kept. */
  readonly tokenId: string;
  readonly accessToken: string;
}
