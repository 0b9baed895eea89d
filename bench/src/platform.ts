import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../local/src/start/platform.ts';

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/**
 * Runs a measurement on a platform of its own, which is empty and goes away afterwards.
 *
 * @param page - whether it needs the product's page
 */
export async function withPlatform<T>(
  measure: (platform: Platform) => Promise<T>,
  { page = true }: { page?: boolean } = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidecast-bench-'));
  try {
    const platform = await startPlatform({
      port: 0,
      awsPort: 0,
      dataDir,
      demo: false,
      page,
      quiet: true,
    });
    try {
      return await measure(platform);
    } finally {
      await platform.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
