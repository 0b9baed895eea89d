import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { protectedMediaPath, signedCookieNames } from '@tidecast/platform/delivery/cookies';
import type { SignMedia } from '../features/playback/service.ts';

/**
 * Signs CloudFront cookies with a custom policy: a canned one covers a single file, and a video has
 * hundreds.
 *
 * @param options.publicOrigin - the origin that browsers ask for media
 */
export function createMediaSigner(options: {
  readonly publicOrigin: string;
  readonly keyPairId: string;
  readonly privateKey: string;
}): SignMedia {
  const { publicOrigin, keyPairId, privateKey } = options;
  return (videoId, expires) => {
    const policy = JSON.stringify({
      Statement: [
        {
          Resource: `${publicOrigin}${protectedMediaPath(videoId)}*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(expires.getTime() / 1000) } },
        },
      ],
    });
    const signed = getSignedCookies({ policy, keyPairId, privateKey });
    return Object.fromEntries(signedCookieNames.map((name) => [name, signed[name] ?? '']));
  };
}
