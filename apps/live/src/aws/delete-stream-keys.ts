import {
  DeleteStreamKeyCommand,
  type IvsClient,
  paginateListStreamKeys,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';

/** The ARNs of a channel's keys; empty for a channel that is gone. */
export async function listStreamKeys(ivs: IvsClient, channelArn: string): Promise<string[]> {
  const arns: string[] = [];
  try {
    for await (const page of paginateListStreamKeys({ client: ivs }, { channelArn }))
      arns.push(...(page.streamKeys ?? []).flatMap(({ arn }) => (arn ? [arn] : [])));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return arns;
}

export async function deleteStreamKeys(ivs: IvsClient, channelArn: string): Promise<void> {
  for (const arn of await listStreamKeys(ivs, channelArn)) {
    try {
      await ivs.send(new DeleteStreamKeyCommand({ arn }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}
