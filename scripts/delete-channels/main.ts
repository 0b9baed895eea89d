import { parseArgs } from 'node:util';
import { IvsClient } from '@aws-sdk/client-ivs';
import { IvschatClient } from '@aws-sdk/client-ivschat';
import { deleteChannels, findChannels } from './stack-channels.ts';

const usage = `Usage: node scripts/delete-channels/main.ts <stack> [--yes]

Lists the channels and chat rooms that people opened on a stack, and deletes them with --yes, live or
not. Do it before "pulumi destroy": they are not Pulumi's, and IVS keeps what they refer to.`;

/** Milliseconds. IVS takes five requests of a kind a second, so throttled requests are retried. */
const patient = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, yes: { type: 'boolean' } },
  });
  const [stack, ...more] = positionals;
  if (values.help) return console.log(usage);
  if (stack === undefined || more.length > 0) throw new Error(usage);

  const clients = { ivs: new IvsClient(patient), ivschat: new IvschatClient(patient) };
  const found = await findChannels(clients, stack);
  const arns = [...found.rooms, ...found.channels];
  if (arns.length === 0) return console.log(`The stack ${stack} has no channel.`);
  if (!values.yes) {
    for (const arn of arns) console.log(arn);
    return console.log('Add --yes to delete them: that cannot be undone.');
  }
  await deleteChannels(clients, found, (arn) => console.log(`deleted ${arn}`));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
