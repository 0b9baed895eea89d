/**
 * What the tree renders, judged by the API server itself: its own validation with unknown fields
 * refused, and Pod Security. For every version of Kubernetes that a stack may soon have.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kubernetesVersions, startApiServer } from '../src/admission/api-server.ts';
import { podOfTemplate } from '../src/admission/pod-template.ts';
import {
  objectsOfFixtures,
  objectsOfStack,
  type RenderedObject,
} from '../src/admission/rendered-objects.ts';
import type { ControlPlane } from '../src/control-plane/control-plane.ts';
import type { KubeObject, Pod } from '../src/control-plane/kube-objects.ts';
import { platformSteps } from '../src/scheduling/platform-steps.ts';
import { type StackPlatform, stackPlatform } from '../src/scheduling/stack-platform.ts';

/** Namespaces that hold pods of ours, and what they may be (infra/gitops/SecretNamespaces.ts). */
const restricted = ['argocd', 'external-dns', 'overprovisioner', 'video'];

const platforms: StackPlatform[] = [];
const rendered: RenderedObject[] = [];
/** With what the charts of others make, as their stand-ins have it. */
const everything: KubeObject[] = [];
beforeAll(async () => {
  for (const stack of ['dev', 'prod'] as const) {
    const platform = await stackPlatform(stack);
    platforms.push(platform);
    rendered.push(...(await objectsOfStack(stack, platform.root)));
  }
  const [platform] = platforms;
  if (!platform) throw new Error('no platform was read');
  rendered.push(...(await objectsOfFixtures(platform.root)));
  for (const { objects } of await platformSteps(platform)) everything.push(...objects);
});

describe.each(kubernetesVersions)('Kubernetes %s', (version) => {
  let server: ControlPlane;
  beforeAll(async () => {
    server = await startApiServer(version, { report: console.log });
    const [platform] = platforms;
    const spaces = rendered.map(({ object }) => object).filter(isOf('Namespace'));
    await server.kube.apply([...(platform?.objects ?? []), ...spaces]);
    // Nobody makes them here, and without them there are no pods.
    const names = ['kube-system', ...(await server.kube.list('v1', 'Namespace')).map(nameOf)];
    await server.kube.apply([...new Set(names)].map(defaultAccount));
    await server.kube.apply(everything.filter(isOf('ServiceAccount')));
    await server.kube.apply(everything.filter(isOf('PriorityClass')));
  });
  afterAll(async () => {
    await server?.close();
  });

  /** What the API server has against objects, by where they come from. */
  async function refusals(objects: readonly RenderedObject[]): Promise<string[]> {
    const said: string[] = [];
    for (const { from, object } of objects) {
      await server.kube.apply([object], { dryRun: true }).catch((error: Error) => {
        said.push(`${from}: ${object.kind} ${object.metadata.name}: ${error.message}`);
      });
    }
    return said;
  }

  test('it is that version', async () => {
    const told = await server.kube.http.send({ method: 'GET', path: '/version' });
    expect(told).toMatchObject({ gitVersion: expect.stringContaining(`v${version}.`) });
  });

  test('every object that our charts make is taken, down to its last field', async () => {
    const kinds = new Set(rendered.map(({ object }) => object.kind));
    for (const kind of [
      'Application',
      'Deployment',
      'NetworkPolicy',
      'PrometheusRule',
      'PodMonitor',
    ])
      expect(kinds).toContain(kind);
    expect(await refusals(rendered)).toEqual([]);
  });

  test('every pod of ours may run where nothing but the restricted may', async () => {
    const pods = podsOf(rendered);
    expect(new Set(pods.map(({ object }) => object.metadata.namespace))).toEqual(
      new Set(['external-dns', 'overprovisioner', 'video']),
    );
    expect(await refusals(pods)).toEqual([]);
  });

  test('the namespaces enforce what they should', async () => {
    for (const name of restricted) {
      const space = await server.kube.get('v1', 'Namespace', name);
      expect(space?.metadata.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
      });
    }
    const monitoring = await server.kube.get('v1', 'Namespace', 'monitoring');
    expect(monitoring?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  test('what the charts of others run is let into its namespaces, as its stand-ins have it', async () => {
    const pods = podsOf(everything.map((object) => ({ from: 'platform', object })));
    expect(pods.length).toBeGreaterThan(10);
    expect(await refusals(pods)).toEqual([]);
  });

  describe('refuses', () => {
    const find = (kind: string, namespace: string): KubeObject => {
      const found = rendered.find(
        ({ object }) => object.kind === kind && object.metadata.namespace === namespace,
      );
      if (!found) throw new Error(`nothing is a ${kind} in ${namespace}`);
      return structuredClone(found.object);
    };
    const apiPod = (): Pod => {
      const pod = podOfTemplate(find('Deployment', 'video'));
      if (!pod) throw new Error('the API has no pod');
      return pod;
    };
    const refusal = async (object: KubeObject) => (await refusals([{ from: '', object }])).join();

    test('a field that there is not', async () => {
      const broken = { ...find('Deployment', 'video'), spec: { replica: 2 } };
      expect(await refusal(broken)).toMatch(/\.spec\.replica: field not declared in schema/);
    });

    test('a field that a definition of others does not have', async () => {
      const broken = find('Application', 'argocd') as KubeObject & {
        spec: Record<string, unknown>;
      };
      broken.spec.syncPolicies = {};
      expect(await refusal(broken)).toMatch(/syncPolicies/);
    });

    test('a quantity that is none', async () => {
      const pod = apiPod();
      const [container] = pod.spec.containers;
      const resources = { requests: { cpu: '800mm' } };
      const broken = { ...pod, spec: { ...pod.spec, containers: [{ ...container, resources }] } };
      expect(await refusal(broken)).toMatch(/quantit/);
    });

    test('a network that is none', async () => {
      const policy = find('NetworkPolicy', 'video') as KubeObject & {
        spec: { egress: unknown[] };
      };
      policy.spec.egress.push({ to: [{ ipBlock: { cidr: '10.0.0.0/33' } }] });
      expect(await refusal(policy)).toMatch(/Invalid value.*10\.0\.0\.0\/33/);
    });

    test.each(['video', 'overprovisioner', 'argocd', 'external-dns'])(
      'a pod that may be root, in %s',
      async (namespace) => {
        const pod = apiPod();
        const broken = {
          ...pod,
          metadata: { ...pod.metadata, namespace },
          spec: { ...pod.spec, serviceAccountName: 'default', securityContext: {} },
        };
        expect(await refusal(broken)).toMatch(/violates PodSecurity "restricted/);
      },
    );

    test('a pod of the host, in monitoring', async () => {
      const pod = apiPod();
      const broken = {
        ...pod,
        metadata: { ...pod.metadata, namespace: 'monitoring' },
        spec: { ...pod.spec, serviceAccountName: 'default', hostNetwork: true },
      };
      expect(await refusal(broken)).toMatch(/violates PodSecurity "baseline/);
    });
  });
});

function podsOf(objects: readonly RenderedObject[]): RenderedObject[] {
  return objects.flatMap(({ from, object }) => {
    const pod = podOfTemplate(object);
    return pod ? [{ from, object: pod }] : [];
  });
}

function isOf(kind: string) {
  return (object: KubeObject) => object.kind === kind;
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name;
}

function defaultAccount(namespace: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
}
