/**
 * `npm run cost` prints what the stacks cost; `npm run cost -- --write` renews the tables of
 * docs/deploy.md. Nothing is asked of AWS: the stacks are recorded, not deployed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { recordStack } from '../../infra/recording/recordings.ts';
import { replaceSection } from '../markdown-section.ts';
import { costReport } from './report.ts';

const guide = new URL('../../docs/deploy.md', import.meta.url);
const report = costReport({
  dev: await recordStack('dev', { preview: false }),
  prod: await recordStack('prod', { preview: false }),
});
if (process.argv.includes('--write')) {
  await writeFile(guide, replaceSection(await readFile(guide, 'utf8'), 'cost', report));
  console.log('docs/deploy.md has the tables of today.');
} else {
  console.log(report);
}
