import * as pulumi from '@pulumi/pulumi';
import { readConfig } from '../../../infra/config.ts';
import { mockCall, mockResource } from '../../../infra/recording/mock-outputs.ts';
import { committedConfig, type StackName } from '../../../infra/recording/recordings.ts';
import { createStack } from '../../../infra/stack.ts';
import type { StackResource } from '../../src/account/stack-resources.ts';
import { Inventory } from '../../src/pulumi/inventory/inventory.ts';
import { realServices } from '../../src/pulumi/providers/real/real-services.ts';

/** A stack whose program has run, without Pulumi's engine, on an emulated account. */
export interface MadeStack {
  /** What it has on AWS. */
  readonly resources: readonly StackResource[];
  /** What it has asked Kubernetes for. */
  readonly kubernetes: readonly { readonly type: string; readonly inputs: object }[];
}

/**
 * Runs the program of the repository. Buckets, tables, queues, topics, keys, pools and MediaConvert's
 * queue are made in the emulated account; everything else is written down.
 *
 * @param environment - how an SDK finds the account
 */
export async function makeStack(
  stack: StackName,
  environment: Readonly<Record<string, string>>,
): Promise<MadeStack> {
  const { services, close } = realServices(environment);
  const inventory = new Inventory(services);
  const kubernetes: { type: string; inputs: object }[] = [];
  pulumi.runtime.setAllConfig({
    'aws:region': 'ap-northeast-2',
    ...(await committedConfig(stack)),
  });
  const failures: unknown[] = [];
  await pulumi.runtime.setMocks(
    {
      call: mockCall,
      async newResource(args) {
        try {
          const inputs = (await plain(args.inputs)) as Record<string, unknown>;
          if (args.type.startsWith('kubernetes:')) kubernetes.push({ type: args.type, inputs });
          if (!args.type.startsWith('aws:')) return await mockResource({ ...args, inputs });
          const { id, outputs } = await inventory.create(args.type, args.name, inputs);
          return { id, state: outputs };
        } catch (error) {
          failures.push(error);
          throw error;
        }
      },
    },
    'tidecast',
    stack,
    false,
  );
  try {
    await pulumi.runtime.runInPulumiStack(async () => createStack(readConfig()));
    await pulumi.runtime.disconnect();
  } finally {
    close();
  }
  if (failures.length > 0) throw failures[0];
  return { resources: inventory.list(), kubernetes };
}

/** Takes Pulumi's wrappers off; archives become what they hold. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof pulumi.asset.AssetArchive) {
    const assets = Object.entries(await value.assets);
    return {
      assets: Object.fromEntries(
        await Promise.all(assets.map(async ([name, asset]) => [name, await plain(asset)])),
      ),
    };
  }
  if (value instanceof pulumi.asset.FileAsset) return { path: await value.path };
  if (value instanceof Promise) return plain(await value);
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== 'object' || value === null) return value;
  const secret = value as { readonly [key: string]: unknown };
  const { specialSigKey, specialSecretSig } = pulumi.runtime;
  if (secret[specialSigKey] === specialSecretSig) return plain(secret.value);
  const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item)]);
  return Object.fromEntries(await Promise.all(entries));
}
