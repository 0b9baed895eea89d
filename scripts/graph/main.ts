/** `npm run graph` draws docs/images/aws.svg from what the program registers. */
import { writeFile } from 'node:fs/promises';
import { recordStack } from '../../infra/recording/recordings.ts';
import { draw } from './draw.ts';
import { stackGraph } from './stack-graph.ts';

const picture = new URL('../../docs/images/aws.svg', import.meta.url);
const recording = await recordStack('prod', { preview: false });
await writeFile(picture, draw(stackGraph(recording), recording));
console.log('docs/images/aws.svg is drawn.');
