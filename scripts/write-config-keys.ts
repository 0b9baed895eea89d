/** `npm run config-keys`: renews the table of the configuration's keys in docs/deploy.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { configKeysTable } from './config-keys.ts';
import { replaceSection } from './markdown-section.ts';

const guide = new URL('../docs/deploy.md', import.meta.url);
await writeFile(guide, replaceSection(await readFile(guide, 'utf8'), 'keys', configKeysTable()));
