import type { Principal } from '@tidecast/http/principal';

/** A principal and the token that proves it: what the identity provider is asked with. */
export interface Caller extends Principal {
  readonly accessToken: string;
}
