/**
 * `npm run generate` writes everything in the repository that is generated, and says what changed.
 * It makes no request to AWS: the stacks are recorded, not deployed.
 */
import { generatedFiles, generatedFolders } from './generated-files.ts';
import { renew } from './renew.ts';

const renewed = await renew(new URL('../../', import.meta.url), generatedFiles, generatedFolders);
for (const { path, what } of renewed) console.log(`${path} is ${what}.`);
if (renewed.length === 0) console.log('Everything generated is up to date.');
