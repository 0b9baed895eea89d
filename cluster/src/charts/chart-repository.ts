import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Site } from '../remote/proxy.ts';
import type { PackedChart } from './pack-chart.ts';

/**
 * Serves charts like chart repositories, each beside the index of its repository.
 *
 * @param charts - called for every request, so that charts may be added
 */
export function chartSite(charts: () => readonly PackedChart[]): Site {
  return async (request, response) => {
    const address = new URL(request.url ?? '/', `https://${request.headers.host}`);
    const here = charts().filter(({ repository }) => new URL(repository).host === address.host);
    const wanted = address.href.split('?')[0];
    const repository = here.find((chart) => `${chart.repository}/index.yaml` === wanted);
    if (repository) {
      const own = here.filter((chart) => chart.repository === repository.repository);
      // JSON is YAML.
      const index = JSON.stringify(await indexOf(own));
      response.writeHead(200, { 'content-type': 'text/yaml; charset=utf-8' }).end(index);
      return;
    }
    const archive = here.find((chart) => `${chart.repository}/${basename(chart.file)}` === wanted);
    if (!archive) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/gzip' });
    await pipeline(createReadStream(archive.file), response);
  };
}

async function indexOf(charts: readonly PackedChart[]): Promise<unknown> {
  const entries: Record<string, unknown[]> = {};
  for (const { name, version, file } of charts) {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    const entry = { apiVersion: 'v2', name, version, urls: [basename(file)], digest };
    entries[name] = [...(entries[name] ?? []), entry];
  }
  return { apiVersion: 'v1', generated: new Date().toISOString(), entries };
}
