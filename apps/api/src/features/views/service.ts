import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import type { Principal } from '@tidecast/http/principal';

/** How long a viewer counts once for a video, in seconds: 6 hours. */
const viewWindow = 6 * 60 * 60;

/** How often one address may count for one video without a session. */
export interface AddressAllowance {
  /** False when it is used up. */
  take(key: string): Promise<boolean>;
  /** Returns a point that was taken and not used. */
  giveBack(key: string): Promise<void>;
}

export type ViewService = ReturnType<typeof createViewService>;

/**
 * Counts views so that reloading adds none. Signed-in viewers are told apart by their id, others
 * by a signed cookie, and what one address adds without a session is bounded, because cookies can
 * be thrown away.
 *
 * @param secret - signs viewer ids; the same in every replica
 */
export function createViewService(
  catalog: Pick<VideoCatalog, 'addView'>,
  allowance: AddressAllowance,
  secret: Buffer,
) {
  const signatureOf = (id: string) => createHmac('sha256', secret).update(id).digest('base64url');

  return {
    /** A new viewer id with its signature, for a cookie. */
    newViewer(): string {
      const id = randomBytes(12).toString('base64url');
      return `${id}.${signatureOf(id)}`;
    },

    /** The id in a viewer cookie; undefined when it was not signed here. */
    viewerId(cookie: string | undefined): string | undefined {
      const [id, signature] = cookie?.split('.') ?? [];
      if (!id || !signature) return undefined;
      const given = Buffer.from(signature);
      const right = Buffer.from(signatureOf(id));
      return given.length === right.length && timingSafeEqual(given, right) ? id : undefined;
    },

    async countUser(videoId: string, { userId }: Principal): Promise<void> {
      await catalog.addView(videoId, `user ${userId}`, viewWindow);
    },

    async countAnonymous(videoId: string, viewerId: string, address: string): Promise<void> {
      const key = `${videoId} ${address}`;
      if (!(await allowance.take(key))) return;
      const counted = await catalog.addView(videoId, `anonymous ${viewerId}`, viewWindow);
      if (!counted) await allowance.giveBack(key);
    },
  };
}
