import { isApplication, renderApplication, rootChart } from '../../../charts/test/applications.ts';
import { validFixtures } from '../../../charts/test/fixtures.ts';
import { type Manifest, render } from '../../../charts/test/helm.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';

/** An object, with where it comes from. */
export interface RenderedObject {
  readonly from: string;
  readonly object: KubeObject;
}

const repository = new URL('../../../', import.meta.url);
/** The namespaces that the Applications of our charts name. */
const namespaces = {
  api: 'video',
  observability: 'monitoring',
  overprovisioner: 'overprovisioner',
};

/** What the root Application makes, and what our charts make of the values that it hands them. */
export async function objectsOfStack(
  stack: string,
  root: readonly Manifest[],
): Promise<RenderedObject[]> {
  const own = root.filter(isApplication).filter(({ spec }) => spec.source.path);
  const children = await Promise.all(
    own.map(async (application) => {
      const from = `${stack}: ${application.metadata.name}`;
      return (await renderApplication(application)).map((object) => ({ from, object }));
    }),
  );
  return [...root.map((object) => ({ from: `${stack}: root`, object })), ...children.flat()];
}

/** What our charts make of each of their valid fixtures. */
export async function objectsOfFixtures(): Promise<RenderedObject[]> {
  const charts = [
    { name: 'argocd', chart: rootChart, namespace: 'argocd' },
    ...Object.entries(namespaces).map(([name, namespace]) => ({
      name,
      chart: new URL(`charts/${name}/`, repository),
      namespace,
    })),
  ];
  const all = await Promise.all(
    charts.map(async ({ name, chart, namespace }) =>
      Promise.all(
        (await validFixtures(chart)).map(async (fixture) => {
          const objects = await render(chart, { name, namespace }, fixture.values);
          return objects.map((object) => ({ from: `${name}: ${fixture.name}`, object }));
        }),
      ),
    ),
  );
  return all.flat(2);
}
