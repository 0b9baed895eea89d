/** What is outside the cluster fails sometimes: what then goes on, and what waits for whom. */
import { expect, test } from '@jest/globals';
import { isApplication, renderApplication, renderRoot } from '../charts/rendering/applications.ts';
import { gitOpsValues } from '../charts/rendering/gitops-values.ts';
import type { Manifest } from '../charts/rendering/helm.ts';
import { rootApplicationSpec } from '../infra/gitops/root-application.ts';

const manifests = await renderRoot('prod');
const applications = manifests.filter(isApplication);

function application(name: string) {
  const found = applications.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no Application ${name}`);
  return found;
}

const wave = ({ metadata }: Manifest) =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
const lastOf = (found: readonly Manifest[]) => Math.max(...found.map(wave));

/** Seconds until Argo CD gives a sync up, as the tries go. */
function secondsOfRetries(retry: {
  readonly limit: number;
  readonly backoff: { readonly duration: string; readonly maxDuration: string };
}): number {
  const seconds = (text: string) => Number.parseInt(text, 10) * (text.endsWith('m') ? 60 : 1);
  const { duration, maxDuration } = retry.backoff;
  return Array.from({ length: retry.limit }, (_, tries) =>
    Math.min(seconds(duration) * 2 ** tries, seconds(maxDuration)),
  ).reduce((total, wait) => total + wait, 0);
}

test('a load balancer that does not come holds nothing up: Ingresses are in last waves', async () => {
  const ingresses = manifests.filter(({ kind }) => kind === 'Ingress');
  expect(ingresses.map(wave)).toEqual([lastOf(manifests)]);
  // Its chart makes one for Grafana.
  expect(wave(application('kube-prometheus-stack'))).toBe(lastOf(manifests));
  for (const own of applications.filter(({ spec }) => spec.source.path)) {
    const made = await renderApplication(own);
    for (const ingress of made.filter(({ kind }) => kind === 'Ingress')) {
      expect(wave(ingress)).toBe(lastOf(made));
      expect(wave(own)).toBe(lastOf(manifests));
    }
  }
});

test('without its controller Ingresses are compared and changed, and no pod of the API is made', () => {
  expect(application('aws-load-balancer-controller').spec.source.helm.valuesObject).toMatchObject({
    // The very key of the chart.
    webhookConfig: { ingressValdationFailurePolicy: 'Ignore' },
    podMutatorWebhookConfig: { failurePolicy: 'Fail' },
    objectSelector: { matchLabels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } },
  });
});

test('no chart makes an object of a kind that it has only just defined', () => {
  expect(application('aws-load-balancer-controller').spec.source.helm.valuesObject).toMatchObject({
    ingressClassParams: { create: false },
  });
});

test('a sync that fails is tried again with the newest commit', () => {
  const root = rootApplicationSpec(gitOpsValues('prod'), 'argocd');
  for (const { syncPolicy } of [root, ...applications.map(({ spec }) => spec)])
    expect(syncPolicy.retry).toMatchObject({ refresh: true });
});

test('the root tries for ever, a child until what the root has changed of it must have its turn', () => {
  expect(rootApplicationSpec(gitOpsValues('prod'), 'argocd').syncPolicy.retry.limit).toBe(-1);
  for (const { spec } of applications) {
    expect(secondsOfRetries(spec.syncPolicy.retry)).toBeGreaterThan(300);
    expect(secondsOfRetries(spec.syncPolicy.retry)).toBeLessThan(900);
  }
});

test('records are taken away after every Ingress, and before who can do it', () => {
  const cleanup = wave(application('dns-cleanup'));
  for (const name of ['api', 'kube-prometheus-stack'])
    expect(wave(application(name))).toBeGreaterThan(cleanup);
  for (const ingress of manifests.filter(({ kind }) => kind === 'Ingress'))
    expect(wave(ingress)).toBeGreaterThan(cleanup);
  for (const name of ['external-dns', 'aws-load-balancer-controller', 'cluster-autoscaler'])
    expect(wave(application(name))).toBeLessThan(cleanup);
});
