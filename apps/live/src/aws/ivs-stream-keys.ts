import {
  CreateStreamKeyCommand,
  GetStreamKeyCommand,
  type IvsClient,
  type StreamKey,
} from '@aws-sdk/client-ivs';
import type { StreamKeys } from '../channels/stream-keys.ts';
import { deleteStreamKeys, listStreamKeys } from './delete-stream-keys.ts';

/** Stream keys exist only at IVS: they are read from there, and neither stored nor logged. */
export function createIvsStreamKeys(ivs: IvsClient): StreamKeys {
  async function create(channelArn: string): Promise<string> {
    const { streamKey } = await ivs.send(new CreateStreamKeyCommand({ channelArn }));
    return keyOf(streamKey);
  }

  return {
    async read(channelArn) {
      const [arn] = await listStreamKeys(ivs, channelArn);
      // IVS makes one with each channel; an interrupted rotation leaves none.
      if (arn === undefined) return create(channelArn);
      const { streamKey } = await ivs.send(new GetStreamKeyCommand({ arn }));
      return keyOf(streamKey);
    },

    async rotate(channelArn) {
      await deleteStreamKeys(ivs, channelArn);
      return create(channelArn);
    },
  };
}

function keyOf(streamKey: StreamKey | undefined): string {
  if (!streamKey?.value) throw new Error('IVS returned no stream key');
  return streamKey.value;
}
