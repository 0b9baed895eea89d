import { platformPriority } from '../../../infra/gitops/platform-priority.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import { pausePods } from './workload-names.ts';

/** What a world has in place of what the tree says: see `WorldOptions.change`. */
type ObjectChange = (object: KubeObject) => KubeObject | undefined;

/** No pods that hold room. */
export const withoutPausePods: ObjectChange = (object) =>
  object.kind === 'Deployment' && object.metadata.namespace === pausePods.namespace
    ? undefined
    : object;

/** The platform without a priority of its own: the API stands above it. */
export const withoutPlatformPriority: ObjectChange = (object) =>
  JSON.parse(
    JSON.stringify(object, (key, value) =>
      key === 'priorityClassName' && value === platformPriority.name ? undefined : value,
    ),
  );
