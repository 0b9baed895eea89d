import { randomBytes } from 'node:crypto';
import { localAccount } from '../aws/service.ts';

const { accountId, region } = localAccount;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export type IvsResource = 'channel' | 'stream-key' | 'recording-configuration';

/** Letters and digits as IVS makes its ids. */
export function randomId(length: number): string {
  // The few values that would favour the first letters are no matter for ids of this length.
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

export function newArn(resource: IvsResource): string {
  return `arn:aws:ivs:${region}:${accountId}:${resource}/${randomId(12)}`;
}

export function newStreamKeyValue(): string {
  return `sk_${region}_${randomId(12)}_${randomId(30)}`;
}

export function newStreamId(): string {
  return `st-${randomId(22)}`;
}

/** The part after the slash, which names a channel in its addresses. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

export function channelArn(id: string): string {
  return `arn:aws:ivs:${region}:${accountId}:channel/${id}`;
}
