/** Stream keys lie at IVS alone: they are asked for, and neither kept nor logged. */
import {
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetStreamKeyCommand,
  type IvsClient,
  paginateListStreamKeys,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';
import type { IvsChannel } from '@tidecast/catalog/channel';

/** The key of a channel. IVS makes one with each channel; a rotation cut short leaves none. */
export async function readStreamKey(ivs: IvsClient, channelArn: string): Promise<string> {
  const [arn] = await listKeys(ivs, channelArn);
  if (arn === undefined) return createKey(ivs, channelArn);
  const { streamKey } = await ivs.send(new GetStreamKeyCommand({ arn }));
  return keyOf(streamKey);
}

/** A new key; the old one is good for nothing from now on. A channel has one at most. */
export async function rotateStreamKey(ivs: IvsClient, channelArn: string): Promise<string> {
  await deleteStreamKeys(ivs, channelArn);
  return createKey(ivs, channelArn);
}

export async function deleteStreamKeys(ivs: IvsClient, channelArn: string): Promise<void> {
  for (const arn of await listKeys(ivs, channelArn)) {
    try {
      await ivs.send(new DeleteStreamKeyCommand({ arn }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}

/** Where an encoder publishes to: the key goes right behind it. */
export function ingestUrlOf(channel: IvsChannel, override: string | undefined): string {
  return override ?? `rtmps://${channel.ingestEndpoint}:443/app/`;
}

async function createKey(ivs: IvsClient, channelArn: string): Promise<string> {
  const { streamKey } = await ivs.send(new CreateStreamKeyCommand({ channelArn }));
  return keyOf(streamKey);
}

async function listKeys(ivs: IvsClient, channelArn: string): Promise<string[]> {
  const arns: string[] = [];
  try {
    for await (const page of paginateListStreamKeys({ client: ivs }, { channelArn }))
      arns.push(...(page.streamKeys ?? []).flatMap(({ arn }) => (arn ? [arn] : [])));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return arns;
}

function keyOf(streamKey: { readonly value?: string | undefined } | undefined): string {
  if (!streamKey?.value) throw new Error('IVS gave no stream key');
  return streamKey.value;
}
