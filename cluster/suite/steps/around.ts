import { type Controllers, startControllers } from '../../src/cloud/controllers.ts';
import { installEksAddons } from '../../src/cloud/eks-addons.ts';
import { startNodes } from '../../src/cloud/nodes.ts';
import type { ControlPlane } from '../../src/control-plane/control-plane.ts';

/** Enough for the platform and a few pods of the API, so that nothing waits for machines. */
const machines = 5;

/** What AWS and controllers do around a cluster that has a fixed number of nodes. */
export async function startAround(
  controlPlane: ControlPlane,
  region: string,
): Promise<Controllers> {
  const { kube } = controlPlane;
  const nodes = await startNodes(kube, {
    group: {
      name: 'nodes',
      instanceType: 'm5.large',
      min: machines,
      max: machines,
      region,
      zones: ['a', 'b', 'c'].map((letter) => `${region}${letter}`),
    },
  });
  try {
    await installEksAddons(kube);
    const controllers = await startControllers(controlPlane, { region });
    return {
      ...controllers,
      async close() {
        await controllers.close();
        await nodes.close();
      },
    };
  } catch (error) {
    await nodes.close();
    throw error;
  }
}
