import { randomBytes } from 'node:crypto';
import type { Attributes } from './attributes.ts';

export const capabilities = ['SEND_MESSAGE', 'DELETE_MESSAGE', 'DISCONNECT_USER'] as const;
export type Capability = (typeof capabilities)[number];

/** Who may do what in which room, and until when. */
export interface Grant {
  readonly roomArn: string;
  readonly userId: string;
  readonly attributes: Attributes;
  /** To see messages needs none. */
  readonly capabilities: readonly Capability[];
  /** Unix milliseconds. */
  readonly sessionExpiresAt: number;
}

interface IssuedToken {
  readonly grant: Grant;
  readonly expiresAt: number;
}

/** How long a token waits for its one use, in milliseconds: a minute (IVS Chat API reference). */
const tokenLifeMillis = 60_000;

/**
 * Hands out tokens and takes each back once. They are kept in memory: who holds one that a restart
 * has forgotten asks for another, as every client must after its minute.
 */
export class TokenDesk {
  /** In the order of their expiry, since all live equally long. */
  readonly #issued = new Map<string, IssuedToken>();

  /** A token that is a valid WebSocket subprotocol, which is how clients present it (RFC 7230). */
  issue(grant: Grant, now: number): { readonly token: string; readonly expiresAt: number } {
    this.#forgetExpired(now);
    const token = randomBytes(48).toString('base64url');
    const expiresAt = now + tokenLifeMillis;
    this.#issued.set(token, { grant, expiresAt });
    return { token, expiresAt };
  }

  /** @returns undefined for a token that is forged, used or too old */
  redeem(token: string, now: number): Grant | undefined {
    const issued = this.#issued.get(token);
    this.#issued.delete(token);
    return issued && now < issued.expiresAt ? issued.grant : undefined;
  }

  #forgetExpired(now: number): void {
    for (const [token, { expiresAt }] of this.#issued) {
      if (expiresAt > now) return;
      this.#issued.delete(token);
    }
  }
}
