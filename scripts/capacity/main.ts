/**
 * `npm run capacity` prints what nodes hold of the platform and how many it takes, for the nodes
 * that a stack has by default; `npm run capacity -- m6i.xlarge 3 9` uses another type, and other
 * minimum and maximum numbers of nodes. It makes no request to AWS or a cluster: the charts are
 * rendered, not installed.
 */
import { defaultNodes, readPlatform } from './platform.ts';
import { capacityReport } from './report.ts';

const { type, limits } = defaultNodes;
const [asked = type, min = String(limits.min), max = String(limits.max)] = process.argv.slice(2);
const nodes = { min: Number(min), max: Number(max) };
const whole = [nodes.min, nodes.max].every(Number.isInteger);
if (whole && nodes.min > 0 && nodes.min <= nodes.max)
  console.log(capacityReport(await readPlatform(nodes), asked, nodes));
else {
  console.error(
    `There cannot be ${min} to ${max} nodes: npm run capacity -- [type [least [most]]]`,
  );
  process.exitCode = 2;
}
