import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatformProcess } from './src/platform-process.ts';

/** One platform for all specs, with a data folder of its own that goes away afterwards. */
export default async function setUp(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidecast-e2e-'));
  const platform = await startPlatformProcess({ dataDir });
  process.env.TIDECAST_URL = platform.url;
  process.env.TIDECAST_AWS_URL = platform.awsUrl;
  return async () => {
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
