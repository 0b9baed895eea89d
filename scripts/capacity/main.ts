/**
 * `npm run capacity` prints what nodes hold of the platform and how many it takes;
 * `npm run capacity -- m6i.xlarge` asks for another type of node than a stack has by default.
 * Nothing is asked of AWS or of a cluster: the charts are rendered, not installed.
 */
import { defaultNodes, readPlatform } from './platform.ts';
import { capacityReport } from './report.ts';

const { type, limits } = defaultNodes;
console.log(capacityReport(await readPlatform(limits), process.argv[2] ?? type, limits));
