/**
 * `npm run cost` prints what the stacks cost. It makes no request to AWS: the stacks are recorded,
 * not deployed.
 */
import { recordStack } from '../../infra/recording/recordings.ts';
import { costReport } from './report.ts';

console.log(
  costReport({
    dev: await recordStack('dev', { preview: false }),
    prod: await recordStack('prod', { preview: false }),
  }),
);
