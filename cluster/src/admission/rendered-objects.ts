import {
  isApplication,
  renderApplication,
  rootChart,
} from '../../../charts/rendering/applications.ts';
import { validFixtures } from '../../../charts/rendering/fixtures.ts';
import { type Manifest, render } from '../../../charts/rendering/helm.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';

/** An object, with where it comes from. */
export interface RenderedObject {
  readonly from: string;
  readonly object: KubeObject;
}

const repository = new URL('../../../', import.meta.url);

/**
 * What the root Application creates, and what our charts create with the values that it passes to
 * them.
 */
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

/**
 * What our charts make of each of their valid fixtures.
 *
 * @param root - what the root Application makes: it says which charts there are, and where they go
 */
export async function objectsOfFixtures(root: readonly Manifest[]): Promise<RenderedObject[]> {
  const charts = [
    { name: 'argocd', chart: rootChart, namespace: 'argocd' },
    ...root.filter(isApplication).flatMap(({ metadata, spec: { source, destination } }) =>
      source.path
        ? [
            {
              name: metadata.name,
              chart: new URL(`${source.path}/`, repository),
              namespace: destination.namespace,
            },
          ]
        : [],
    ),
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
