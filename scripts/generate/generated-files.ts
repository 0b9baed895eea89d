import { dashboards, render } from '../../charts/observability/src/dashboards/dashboards.ts';
import { valuesSchemas } from '../../charts/values-schemas.ts';
import { recordStack } from '../../infra/recording/recordings.ts';
import { openApiDocument } from '../../packages/http/src/openapi.ts';
import { sessionCookiePolicy } from '../../packages/platform/src/delivery/cookies.ts';
import { configKeysTable } from '../config-keys.ts';
import { costReport } from '../cost/report.ts';
import { architecturePicture } from '../graph/architecture-picture.ts';
import { draw } from '../graph/draw.ts';
import { stackGraph } from '../graph/stack-graph.ts';
import { stackPicture } from '../graph/stack-picture.ts';
import { replaceSection } from '../markdown-section.ts';
import { formattedJson } from './formatted-json.ts';

/** A committed file, or a part of one, that is generated. */
export interface GeneratedFile {
  /** Path from the repository's root, with slashes. */
  readonly path: string;
  /**
   * Makes its text.
   *
   * @param present - its current text, empty if it does not exist: a document keeps the parts that
   *   people write
   */
  readonly make: (present: string) => string | Promise<string>;
}

/** Folders in which every file is generated: files not listed below are removed. */
export const generatedFolders: readonly string[] = ['charts/observability/dashboards'];

/**
 * Everything in the repository that is generated, in the order in which it is written: later ones
 * may read earlier ones.
 */
export const generatedFiles: readonly GeneratedFile[] = [
  json('apps/api/openapi.json', openApiDocument(sessionCookiePolicy('https://tidecast.example'))),
  ...Object.entries(dashboards).map(([name, build]) => ({
    path: `charts/observability/dashboards/${name}.json`,
    make: () => render(build),
  })),
  ...Object.entries(valuesSchemas).map(([path, schema]) => json(path, schema)),
  {
    path: 'docs/deploy.md',
    make: async (present) => {
      const withKeys = replaceSection(present, 'keys', configKeysTable());
      return replaceSection(withKeys, 'cost', costReport(await recordings()));
    },
  },
  { path: 'docs/images/architecture.svg', make: () => draw(architecturePicture) },
  {
    path: 'docs/images/aws.svg',
    make: async () => {
      const { prod } = await recordings();
      return draw(stackPicture(stackGraph(prod), prod));
    },
  },
];

function json(path: string, value: unknown): GeneratedFile {
  return { path, make: () => formattedJson(path, value) };
}

/** Recorded once for all callers. */
async function recordings() {
  return {
    dev: await recordStack('dev', { preview: false }),
    prod: await recordStack('prod', { preview: false }),
  };
}
