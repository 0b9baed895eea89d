import {
  CreateRecordingConfigurationCommand,
  type CreateRecordingConfigurationCommandInput,
  DeleteRecordingConfigurationCommand,
  type IvsClient,
} from '@aws-sdk/client-ivs';
import type { RealService } from '../../inventory/inventory.ts';

/** How live streams are recorded: channels name it when they are made. */
export function ivsServices(client: IvsClient): Readonly<Record<string, RealService>> {
  return {
    'aws:ivs/recordingConfiguration:RecordingConfiguration': {
      async create({ tags: _tags, region: _region, ...inputs }, name) {
        // The provider's words are those of the API.
        const input = { ...inputs, name } as unknown as CreateRecordingConfigurationCommandInput;
        const { recordingConfiguration } = await client.send(
          new CreateRecordingConfigurationCommand(input),
        );
        const { arn = '' } = recordingConfiguration ?? {};
        return { id: arn, arn, name };
      },
      async delete(arn) {
        await client.send(new DeleteRecordingConfigurationCommand({ arn }));
      },
    },
  };
}
