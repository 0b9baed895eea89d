import type { Principal } from '@tidecast/http/principal';

/** A principal and the token that proves it, for requests to the identity provider. */
export interface Caller extends Principal {
  readonly accessToken: string;
}
