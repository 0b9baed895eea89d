import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { cluster } from './assumptions.ts';

/** All templates that Argo CD rolls out, as one text. */
async function chartTexts(): Promise<string> {
  const root = new URL('../../', import.meta.url);
  const texts: string[] = [];
  for (const room of ['argocd', 'charts']) {
    const paths = await readdir(new URL(`${room}/`, root), { recursive: true });
    for (const path of paths.filter((one) => /\btemplates\/.+\.(yaml|tpl)$/.test(one)))
      texts.push(await readFile(new URL(`${room}/${path}`, root), 'utf8'));
  }
  return texts.join('\n');
}

test('what Argo CD makes is what the charts ask for', async () => {
  const text = await chartTexts();
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found ?? '');
  const claims = all(/^ +storage: ?["']?(\d+)Gi/gm).map(Number);
  expect(claims.reduce((sum, gb) => sum + gb, 0)).toBe(cluster.claimedGb);
  expect(new Set(all(/alb\.ingress\.kubernetes\.io\/group\.name: ?["']?([\w-]+)/g)).size).toBe(
    cluster.loadBalancers,
  );
});
