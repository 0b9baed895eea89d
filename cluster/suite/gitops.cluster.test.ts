/**
 * Argo CD on the repository's HEAD, in a cluster without machines: what it brings and in what order,
 * how releases go, what happens when something is broken or out of reach, and how it all ends.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ApplicationStatus,
  applicationNamed,
  isIncomparable,
  messages,
} from '../src/argocd/applications.ts';
import { until } from '../src/processes/until.ts';
import { figures, seconds } from './steps/figures.ts';
import {
  type GitOpsCluster,
  missingTag,
  rootName,
  startGitOps,
  tagged,
  tagOf,
} from './steps/gitops-cluster.ts';
import { see } from './steps/sightings.ts';
import { describeWaves, wavesGoneTooEarly, wavesOf, wavesTooEarly } from './steps/waves.ts';

const table = figures('GitOps: what was done, and what was measured');
/** Milliseconds for what takes Argo CD seconds, on cores that others want too. */
const limit = 300_000;
/** The same for what takes minutes: all that there is comes, or goes. */
const longLimit = 840_000;
/** Pods of the API that are promised at any moment (charts/api, autoscaling.minReplicas). */
const promised = 2;
/** Old ReplicaSets, and entries of an Application's history (revisionHistoryLimit). */
const kept = 2;

let cluster: GitOpsCluster;
beforeAll(async () => {
  cluster = await startGitOps();
});
afterAll(async () => {
  table.print();
  await cluster?.close();
});

describe('the first sync', () => {
  test('brings everything, wave by wave, and the root tries nothing twice', async () => {
    const begun = performance.now();
    await cluster.bring();
    await cluster.settle(longLimit);
    table.add('first sync, until all is Synced and Healthy', seconds(performance.now() - begun));

    const { of, names } = cluster.applications;
    expect(names()).toContain(rootName);
    expect(wavesTooEarly(cluster.applications)).toEqual([]);
    table.add('  waves', describeWaves(cluster.applications));
    const states = names().flatMap((name) => of(name).map(({ state }) => state));
    const retries = ({ operation }: ApplicationStatus) => operation?.retries ?? 0;
    const failed = states.filter(({ operation }) =>
      ['Failed', 'Error'].includes(operation?.phase ?? ''),
    );
    expect(failed.map(({ name, operation }) => `${name}: ${operation?.message}`)).toEqual([]);
    expect(Math.max(...of(rootName).map(({ state }) => retries(state)))).toBe(0);
    // Argo CD gives a definition three seconds until it is served, which busy cores may exceed.
    const retried = new Set(states.filter((state) => retries(state) > 0).map(({ name }) => name));
    for (const name of retried)
      expect(
        of(name)
          .map(({ state }) => state.operation?.message)
          .join('\n'),
      ).toMatch(/ensure CRDs are installed first/);
    table.add(
      '  retries used',
      `${retried.size}${retried.size > 0 ? ` (${[...retried].join(', ')})` : ''}`,
    );
    const degraded = names().filter((name) =>
      of(name).some(({ state }) => state.health === 'Degraded'),
    );
    table.add('  Applications that were Degraded on the way', degraded.join(', ') || 'none');
  });

  test('the argocd CLI and kubectl of this machine show it', async () => {
    const listed: unknown = JSON.parse(
      await cluster.argocd.cli(['app', 'list', '--output', 'json']),
    );
    expect(listed).toHaveLength(cluster.applications.names().length);
    const shown = await cluster.kubectl('get', 'applications', '--namespace', 'argocd');
    for (const name of cluster.applications.names())
      expect(shown).toMatch(new RegExp(`^${name} +Synced +Healthy`, 'm'));
  });
});

describe('a release of the API', () => {
  test('rolls out with never fewer pods than promised', async () => {
    for (const [place, tag] of ['two', 'three', 'four'].map((name) => tagOf(name)).entries()) {
      cluster.api.forget();
      const begun = performance.now();
      await cluster.releaseApi(tag);
      await cluster.apiRuns(tag, limit);
      if (place === 0)
        table.add('tag bump, until all pods are new', seconds(performance.now() - begun));
      expect(cluster.api.fewestReady()).toBeGreaterThanOrEqual(promised);
    }
    table.add('  fewest pods ready meanwhile', `${cluster.api.fewestReady()} of ${promised}`);
  });

  test('leaves two releases to go back to, and no more', async () => {
    await cluster.settle(limit);
    const old = await cluster.replicaSetsOfApi();
    expect(old.filter(({ desired }) => desired === 0)).toHaveLength(kept);
    const api = await cluster.application('api', () => true, limit);
    expect(api.history).toHaveLength(kept);
    table.add('history kept: old ReplicaSets, syncs of the API', `${kept}, ${api.history.length}`);
  });

  test('that cannot start stops at its first pod, and git revert takes it back', async () => {
    const before = cluster.api.ready().map(({ metadata }) => metadata.name);
    cluster.api.forget();
    await cluster.whileCommitted(tagged(missingTag), ['api'], async () => {
      await until(
        'a pod that waits for its image',
        async () => cluster.api.current().length > before.length,
        limit,
      );
      await cluster.application('api', ({ health }) => health === 'Progressing', limit);
      expect(cluster.api.maxAtOnce()).toBe(before.length + 1);
      await cluster.alertFires('ArgoCdUnhealthy', { name: 'api' });
    });
    const begun = performance.now();
    await cluster.refresh('api');
    await until(
      'the pods from before, alone',
      async () => cluster.api.current().length === before.length,
      limit,
    );
    await cluster.settle(limit);
    table.add('bad tag: git revert, until all is well', seconds(performance.now() - begun));
    expect(
      cluster.api
        .ready()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(before.sort());
    expect(cluster.api.fewestReady()).toBeGreaterThanOrEqual(promised);
    table.add('  pods that the bad tag took from those that serve', '0');
  });
});

describe('what somebody does to the cluster by hand', () => {
  test('is undone', async () => {
    const where = ['--namespace', 'video'];
    const changed = performance.now();
    await cluster.kubectl(
      ...['patch', 'deployment', 'api', ...where, '--type', 'merge'],
      ...['--patch', JSON.stringify({ spec: { revisionHistoryLimit: 7 } })],
    );
    await cluster.kubectl('delete', 'poddisruptionbudget', 'api', ...where);
    await until(
      'the Deployment as git has it, and its budget',
      async () =>
        (await cluster.deploymentOfApi()).spec.revisionHistoryLimit === kept &&
        (await cluster.kube.get('policy/v1', 'PodDisruptionBudget', 'api', 'video')) !== undefined,
      limit,
    );
    table.add(
      'drift (a field, an object gone), until healed',
      seconds(performance.now() - changed),
    );
    await cluster.settle(limit);
  });
});

describe('a broken commit', () => {
  test.each([
    {
      what: 'a chart that does not render',
      name: 'overprovisioner',
      files: {
        'charts/overprovisioner/templates/broken.yaml': '{{ fail "broken here" }}\n',
      } as Readonly<Record<string, string>>,
      says: /broken here/,
    },
    {
      what: 'values that the schema refuses',
      name: 'api',
      files: { 'charts/api/values-image.yaml': 'image:\n  tag: latest\n' },
      says: /image.*tag|tag.*pattern/s,
    },
  ])(
    '$what: stays as it was, says so, and the rest goes on',
    async ({ what, name, files, says }) => {
      const pods = cluster.api.ready().map(({ metadata }) => metadata.uid);
      await cluster.whileCommitted(files, [name], async () => {
        const broken = await cluster.application(name, isIncomparable, limit);
        expect(broken.sync).toBe('Unknown');
        expect(messages(broken)).toMatch(says);
        await cluster.alertFires('ArgoCdCannotCompare', { name });
        await cluster.settle(limit, { but: [name] });
        expect(cluster.api.ready().map(({ metadata }) => metadata.uid)).toEqual(pods);
      });
      const mended = performance.now();
      await cluster.settle(limit);
      table.add(`${what}: git revert, until all is well`, seconds(performance.now() - mended));
    },
  );

  test('in the root chart keeps no release away', async () => {
    const tag = tagOf('with a broken root');
    const files = { 'argocd/templates/broken.yaml': '{{ fail "broken here" }}\n' };
    await cluster.whileCommitted(files, [rootName], async () => {
      const root = await cluster.application(rootName, isIncomparable, limit);
      expect(messages(root)).toMatch(/broken here/);
      await cluster.releaseApi(tag);
      await cluster.apiRuns(tag, limit);
    });
    await cluster.settle(limit);
    table.add('root chart that does not render', 'releases of the API go on');
  });
});

describe('an object that the API server refuses', () => {
  const name = 'overprovisioner';
  const files = {
    'charts/overprovisioner/templates/refused.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Not_A_Name\n',
  };
  const hasRetried = ({ operation }: ApplicationStatus) =>
    operation?.phase === 'Running' && operation.retries > 0;

  test('is tried again and again, and goes on with the commit that mends it', async () => {
    await cluster.whileCommitted(files, [name], async () => {
      const trying = await cluster.application(name, hasRetried, limit);
      expect(trying).toMatchObject({ sync: 'OutOfSync', operation: { phase: 'Running' } });
      expect(trying.operation?.message).toMatch(/Not_A_Name/);
      await cluster.alertFires('ArgoCdOutOfSync', { name });
      await cluster.alertFires('ArgoCdSyncNotEnding', { name, operation: 'sync' });
      // After each try the root waits until Argo CD has looked at what has come of it.
      await cluster.settle(limit, { but: [name, rootName] });
    });
    const mended = performance.now();
    await cluster.settle(limit);
    table.add('refused object: git revert, until all is well', seconds(performance.now() - mended));
  });

  test('whose sync has been given up waits for a newer commit', async () => {
    await cluster.whileCommitted(files, [name], async () => {
      await cluster.application(name, hasRetried, limit);
      // All tries would take ten minutes.
      await cluster.argocd.cli(['app', 'terminate-op', name]);
      await cluster.application(name, ({ operation }) => operation?.phase === 'Failed', limit);
      await cluster.alertFires('ArgoCdSyncFailed', { name });
    });
    await cluster.settle(limit);
  });
});

describe('out of reach', () => {
  test.each([
    { host: 'kubernetes.github.io', whose: 'a chart' },
    { host: 'github.com', whose: 'git' },
  ])('$host: what is there stays, says so, and goes on by itself', async ({ host, whose }) => {
    const pods = cluster.api.ready().map(({ metadata }) => metadata.uid);
    const names = (await cluster.argocd.applications())
      .filter(({ repoUrl }) => new URL(repoUrl).host === host)
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    cluster.remote.charts.fail(host);
    try {
      // What was rendered once is kept for a day; so somebody looks for something new.
      await cluster.refreshHard(...names);
      for (const name of names) {
        const lost = await cluster.application(name, isIncomparable, limit);
        expect(messages(lost)).toMatch(`${host} cannot be reached`);
      }
      await cluster.settle(limit, { but: names });
    } finally {
      cluster.remote.charts.recover(host);
    }
    const back = performance.now();
    await cluster.settle(limit);
    table.add(`host of ${whose} back, until all is well`, seconds(performance.now() - back));
    expect(cluster.api.ready().map(({ metadata }) => metadata.uid)).toEqual(pods);
  });
});

describe('a load balancer controller that is down', () => {
  test('holds releases up and takes nothing away; they can be taken back, and go on by themselves', async () => {
    const pods = cluster.api.ready().map(({ metadata }) => metadata.uid);
    cluster.api.forget();
    cluster.around.loadBalancers.fail();
    try {
      await cluster.whileCommitted(tagged(tagOf('taken back')), ['api'], async () => {
        await until(
          'the API server says which webhook keeps pods away',
          async () =>
            (await cluster.deploymentOfApi()).status?.conditions?.some(
              ({ type, message }) =>
                type === 'ReplicaFailure' && message?.includes('elbv2.k8s.aws'),
            ),
          limit,
        );
        const waiting = await cluster.application('api', ({ sync }) => sync === 'Synced', limit);
        expect(waiting.health).toBe('Progressing');
        expect(messages(waiting)).toBe('');
      });
      await cluster.refresh('api');
      await cluster.settle(limit);
      expect(cluster.api.ready().map(({ metadata }) => metadata.uid)).toEqual(pods);

      await cluster.releaseApi(tagOf('waits'));
      await cluster.application('api', ({ health }) => health === 'Progressing', limit);
    } finally {
      cluster.around.loadBalancers.recover();
    }
    const back = performance.now();
    await cluster.apiRuns(tagOf('waits'), limit);
    await cluster.settle(limit);
    table.add('controller back, until the release is out', seconds(performance.now() - back));
    expect(cluster.api.fewestReady()).toBeGreaterThanOrEqual(promised);
  });
});

describe('the alerts', () => {
  test('tell of an Argo CD that does not run any more, and of nothing once it does', async () => {
    await cluster.argocd.stop('controller');
    await cluster.alertFires('ArgoCdStopped', {});
    await cluster.argocd.start('controller');
    await until(
      'no alert fires any more',
      async () => {
        const firing = await cluster.judge.firing();
        if (firing.length > 0) throw new Error(firing.map(({ alertname }) => alertname).join(', '));
        return true;
      },
      limit,
    );
    const { firedAlerts, alerts } = cluster;
    expect([...firedAlerts].sort()).toEqual([...alerts].sort());
    table.add('alerts that fired, each in its trouble', `${firedAlerts.size} of ${alerts.length}`);
  });
});

describe('the end', () => {
  test('goes through the waves backwards, load balancers and records ahead of their controllers', async () => {
    const { loadBalancers, records } = cluster.around;
    expect(
      records
        .current()
        .map(({ name }) => name.split('.')[0])
        .sort(),
    ).toEqual(['api', 'argocd', 'grafana']);
    const controllers = await see(cluster.kube, ['apps/v1', 'Deployment', 'kube-system'], asItIs);
    const names = await see(cluster.kube, ['apps/v1', 'Deployment', 'external-dns'], asItIs);
    const begun = performance.now();
    await cluster.kube.delete(applicationNamed(rootName));
    await cluster.emptied(longLimit);
    table.add('deletion of the root, until all is gone', seconds(performance.now() - begun));
    await Promise.all([controllers.close(), names.close()]);
    expect(wavesGoneTooEarly(cluster.applications)).toEqual([]);
    expect(records.current()).toEqual([]);
    const recordsGone = Math.max(...records.all().map(({ goneAt = Infinity }) => goneAt));
    const balancersGone = Math.max(...loadBalancers.all().map(({ goneAt = Infinity }) => goneAt));
    expect(recordsGone).toBeLessThan(names.gone('external-dns')?.at ?? 0);
    expect(balancersGone).toBeLessThan(controllers.gone('aws-load-balancer-controller')?.at ?? 0);
    table.add('  load balancers gone after', seconds(balancersGone - begun));
    table.add('  DNS records gone after', seconds(recordsGone - begun));
  });
});

describe('a first sync while the definitions’ chart is out of reach', () => {
  test('begins nothing that needs them, and goes on by itself', async () => {
    const host = 'prometheus-community.github.io';
    cluster.applications.forget();
    // What it has rendered it keeps for a day, and would take from there.
    for (const part of ['redis', 'repoServer'] as const) await cluster.argocd.stop(part);
    for (const part of ['redis', 'repoServer'] as const) await cluster.argocd.start(part);
    cluster.remote.charts.fail(host);
    await cluster.bring();
    await cluster.application('prometheus-operator-crds', isIncomparable, limit);
    const root = await cluster.application(
      rootName,
      ({ operation }) => (operation?.retries ?? 0) > 0,
      limit,
    );
    expect(root.sync).not.toBe('Synced');
    const waves = wavesOf(cluster.applications).map(({ wave }) => wave);
    expect(waves).toEqual([-4]);
    cluster.remote.charts.recover(host);
    const back = performance.now();
    await cluster.settle(longLimit);
    table.add('first sync, from when the chart is there again', seconds(performance.now() - back));
    expect(wavesTooEarly(cluster.applications)).toEqual([]);
  });
});

function asItIs<T>(object: T): T {
  return object;
}
