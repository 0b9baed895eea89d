/** What every component's resources must be, whatever they are. */
import { expect } from '@jest/globals';
import { type RecordedResource, record } from '../recording/recorder.ts';

/** Characters that AWS takes in a name; unlisted ones take more than any name of ours has. */
const longestName: Readonly<Record<string, number>> = {
  Function: 64,
  Role: 64,
  EventRule: 64,
  Schedule: 64,
  ScheduleGroup: 64,
  Queue: 80,
  Api: 128,
  Authorizer: 128,
  RecordingConfiguration: 128,
};

/** What Pulumi adds to a name to make it unique, in characters. */
const suffix = 8;

/** Names leave room for what Pulumi adds. */
export function expectRoomInNames(resources: readonly RecordedResource[]): void {
  const limited = resources.flatMap(({ custom, type, name }) => {
    const limit = longestName[type.split(':').at(-1) ?? ''];
    return custom && limit ? [[name, name.length <= limit - suffix]] : [];
  });
  expect(limited).not.toEqual([]);
  for (const [name, fits] of limited) expect([name, fits]).toEqual([name, true]);
}

/** Nothing that AWS reads has a hole in it, and a preview registers the same resources. */
export async function expectWholeInPreview(
  program: () => unknown,
  resources: readonly RecordedResource[],
): Promise<void> {
  for (const { name, inputs } of resources)
    expect([name, JSON.stringify(inputs)]).not.toEqual([
      name,
      expect.stringContaining('undefined'),
    ]);
  const preview = await record(program, { preview: true });
  const urns = (from: readonly RecordedResource[]) => from.map(({ urn }) => urn).sort();
  expect(urns(preview.resources)).toEqual(urns(resources));
}
