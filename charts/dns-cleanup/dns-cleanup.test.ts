import { expect, test } from '@jest/globals';
import { serviceAccounts } from '@tidecast/platform/gitops/service-accounts';
import { z } from 'zod';
import { isApplication, renderChild, renderRoot } from '../rendering/applications.ts';
import { podOf } from '../rendering/pods.ts';

const [job, ...others] = await renderChild('prod', 'dns-cleanup');
const pod = job && podOf(job);
const applications = (await renderRoot('prod')).filter(isApplication);
const externalDns = applications.find(({ metadata }) => metadata.name === 'external-dns')?.spec;

test('it is nothing until its Application is deleted, which then waits for it', () => {
  expect(others).toEqual([]);
  expect(job).toMatchObject({
    kind: 'Job',
    metadata: {
      annotations: {
        'argocd.argoproj.io/hook': 'PostDelete',
        'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
      },
    },
  });
});

test('it runs external-dns once, on the very records that the other one writes', () => {
  const { txtOwnerId, domainFilters, extraArgs, sources, policy, registry, provider } = z
    .object({
      txtOwnerId: z.string(),
      domainFilters: z.array(z.string()),
      extraArgs: z.array(z.string()),
      sources: z.array(z.string()),
      policy: z.string(),
      registry: z.string(),
      provider: z.object({ name: z.string() }),
    })
    .parse(externalDns?.source.helm.valuesObject);
  const { args, env } = z
    .object({ args: z.array(z.string()), env: z.unknown() })
    .parse(pod?.containers[0]);
  expect([...args].sort()).toEqual(
    [
      '--once',
      `--policy=${policy}`,
      `--registry=${registry}`,
      `--provider=${provider.name}`,
      `--txt-owner-id=${txtOwnerId}`,
      ...sources.map((name) => `--source=${name}`),
      ...domainFilters.map((name) => `--domain-filter=${name}`),
      ...extraArgs,
    ].sort(),
  );
  expect(env).toEqual([{ name: 'AWS_DEFAULT_REGION', value: 'ap-northeast-2' }]);
});

test('it does so under the name and by the role of the other one, in one version', () => {
  const { name, namespace } = serviceAccounts.externalDns;
  expect(pod?.serviceAccountName).toBe(name);
  expect(job?.metadata.namespace).toBe(namespace);
  // The chart of others brings the one that is named here: raise the two together.
  expect([externalDns?.source.targetRevision, pod?.containers[0]?.image]).toEqual([
    '1.21.1',
    'registry.k8s.io/external-dns/external-dns:v0.21.0',
  ]);
});

test('it ends, well before Pulumi gives up', () => {
  expect(job?.spec).toMatchObject({ backoffLimit: 4, activeDeadlineSeconds: 300 });
});
