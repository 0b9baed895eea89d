import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAccounts } from '../../local/src/start/accounts.ts';
import { Closers } from '../../local/src/start/closers.ts';
import { startCloud } from '../../local/src/start/cloud.ts';
import { apiEnvironment, sdkEnvironment } from '../../local/src/start/environments.ts';
import { provision } from '../../local/src/start/provision.ts';
import { signingKey } from '../../local/src/start/signing-key.ts';

/** An emulated AWS of its own, with buckets, tables and accounts. */
export interface LocalCloud {
  /** The whole environment of an API that uses it. */
  apiEnvironment(ports: { port: number; metricsPort: number }): Record<string, string>;
  close(): Promise<void>;
}

export const publicOrigin = 'http://localhost:8080';

export async function startLocalCloud(): Promise<LocalCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidecast-cloud-'));
  const closers = new Closers();
  closers.add(() => rm(dataDir, { recursive: true, force: true }));
  try {
    const cloud = await startCloud(
      {
        awsPort: 0,
        dataDir,
        log: () => {},
        onInvalidation: () => {},
        invokeFunction: () => Promise.reject(new Error('no function runs here')),
      },
      closers,
    );
    const { awsUrl, store, cognito, queues } = cloud;
    const [key] = await Promise.all([
      signingKey(join(dataDir, 'signing-key.json')),
      provision({
        awsUrl,
        store,
        pageOrigins: [publicOrigin],
        stateFile: join(dataDir, 'provisioned.json'),
      }),
      ensureAccounts(cognito),
    ]);
    return {
      apiEnvironment: (ports) => ({
        ...sdkEnvironment(awsUrl, join(dataDir, 'no-such-file')),
        ...apiEnvironment({ publicOrigin, submitQueueUrl: queues.submit.url, key, ports }),
      }),
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
