import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedResource, Recording } from './recording/recorder.ts';
import { recordStack } from './recording/recordings.ts';

/**
 * What Pulumi makes before, and deletes after, what: a resource waits for what it depends on, and
 * for that alone is deleted before it.
 */
let recording: Recording;
let waitsFor: (resource: RecordedResource) => Set<string>;
beforeAll(async () => {
  recording = await recordStack('prod', { preview: false });
  const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, Set<string>>();
  waitsFor = ({ urn, dependsOn }) => {
    const found = known.get(urn) ?? new Set<string>();
    if (known.has(urn)) return found;
    known.set(urn, found);
    for (const before of dependsOn) {
      found.add(before);
      const resource = byUrn.get(before);
      if (resource) for (const earlier of waitsFor(resource)) found.add(earlier);
    }
    return found;
  };
});

function one(type: string, name = ''): RecordedResource {
  const found = recording.resources.filter(
    (resource) => resource.type.endsWith(type) && resource.name.endsWith(name),
  );
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${type} ${name}`);
  return resource;
}
const all = (type: string, part = '') =>
  recording.resources.filter(
    (resource) => resource.type.endsWith(type) && resource.name.includes(part),
  );

const root = () => one('argoproj.io/v1alpha1:Application');
const argocd = () => one('helm.sh/v3:Release');
const nodes = () => one('eks/nodeGroup:NodeGroup');
const cluster = () => one('eks:index:Cluster');
const vpc = () => one('ec2/vpc:Vpc');

test('root Application, Argo CD, nodes, cluster and VPC stand on each other in this order', () => {
  const chain = [root(), argocd(), nodes(), cluster(), vpc()];
  for (const [index, above] of chain.entries()) {
    for (const below of chain.slice(index + 1)) {
      expect([above.type, below.type, waitsFor(above).has(below.urn)]).toEqual([
        above.type,
        below.type,
        true,
      ]);
      expect(waitsFor(below).has(above.urn)).toBe(false);
    }
  }
});

describe('while Argo CD takes the load balancers down, there still is', () => {
  const needed: readonly [what: string, find: () => RecordedResource[]][] = [
    ['every service account’s role', () => all('iam/role:Role', '-workloads-')],
    ['what those roles may do', () => all('iam/rolePolicy:RolePolicy', '-workloads-')],
    ['every add-on', () => all('eks/addon:Addon')],
    ['the way to the internet', () => all('ec2/natGateway:NatGateway')],
    ['every route', () => all('RouteTableAssociation')],
    ['the load balancers’ security groups', () => all('SecurityGroup', '-balancer-')],
    ['the certificate of the load balancers', () => all('acm/certificate:Certificate', '-alb')],
    ['the zone that their names are in', () => all('route53/zone:Zone')],
    ['the default storage class', () => all('StorageClass')],
    ['the namespaces and secrets', () => [...all('v1:Namespace'), ...all('v1:Secret')]],
  ];
  test.each(needed)('%s', (_what, find) => {
    const found = find();
    expect(found.length).toBeGreaterThan(0);
    const before = waitsFor(root());
    expect(found.filter(({ urn }) => !before.has(urn)).map(({ name }) => name)).toEqual([]);
  });
});

test('everything in the cluster is reached by one provider, which the engine keeps for as long', () => {
  // The EKS component has one that makes nothing.
  const [provider, ...others] = all('pulumi:providers:kubernetes').filter(
    ({ parent }) => parent !== cluster().urn,
  );
  expect(others).toEqual([]);
  for (const { name, provider: used } of recording.resources.filter(
    ({ type, custom }) => custom && type.startsWith('kubernetes:'),
  )) {
    expect([name, used.startsWith(`${provider?.urn}::`)]).toEqual([name, true]);
  }
});

test('what reads or signs waits for its means', () => {
  const distribution = one('cloudfront/distribution:Distribution');
  expect(waitsFor(distribution).has(one('CertificateValidation', '-site-validation').urn)).toBe(
    true,
  );
  for (const mapping of all('lambda/eventSourceMapping:EventSourceMapping')) {
    const before = waitsFor(mapping);
    expect(all('lambda/function:Function').some(({ urn }) => before.has(urn))).toBe(true);
    expect(all('iam/rolePolicy:RolePolicy').some(({ urn }) => before.has(urn))).toBe(true);
  }
});
