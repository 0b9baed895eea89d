/**
 * The whole of it, as `npm run rehearse` does it: Pulumi makes the stack, Argo CD brings up the cluster,
 * the API that it rolled out plays an upload, and all of it ends; once with Argo CD, and once with
 * Argo CD gone, by the way that docs/deploy.md gives.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { clearCluster } from '../../scripts/clear-cluster/clear-cluster.ts';
import { clusterObjects } from '../../scripts/clear-cluster/cluster-objects.ts';
import { until } from '../src/processes/until.ts';
import { bringUp, type Journey, settle, takeDown } from '../src/rehearsal/journey.ts';
import { type Rehearsal, startRehearsal } from '../src/rehearsal/rehearsal.ts';
import { figures } from './steps/figures.ts';

const report = (line: string) => void process.stdout.write(`${line}\n`);
const table = figures('A rehearsal: what was done, and what was measured');
/** Milliseconds for what takes a minute, on cores that others want too. */
const limit = 600_000;

let directory: string;
let rehearsal: Rehearsal;
let journey: Journey;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-suite-'));
  rehearsal = await startRehearsal({
    ...{ stack: 'dev', directory, report },
    // Argo CD looks again after a minute; nobody waits here for that.
    argocdSettings: { 'timeout.reconciliation': '15s', 'timeout.reconciliation.jitter': '1s' },
  });
});
afterAll(async () => {
  table.print();
  await rehearsal?.close();
  await rm(directory, { recursive: true, force: true });
});

describe('up', () => {
  test('from a preview to a video that plays', async () => {
    journey = await bringUp(rehearsal, { withPage: false });
    for (const { what, measured } of journey.figures) table.add(what, measured);
    expect(journey.upload).toMatchObject({ status: 'ready', withoutCookies: 403 });
    expect(journey.upload.segmentBytes).toBeGreaterThan(10_000);
  });

  test('the first sync took no second try', async () => {
    const all = await rehearsal.argocd.applications();
    expect(all.map(({ name, operation }) => [name, operation?.retries ?? 0])).toEqual(
      all.map(({ name }) => [name, 0]),
    );
  });

  test('every packet stayed here: nobody asked for a host that is not served', () => {
    expect(rehearsal.remote.requests.filter(({ status }) => status === 403)).toEqual([]);
  });
});

describe('down, with Argo CD', () => {
  test('a destroy leaves nothing', async () => {
    for (const { what, measured } of await takeDown(rehearsal)) table.add(what, measured);
    expect(rehearsal.stack.account.list()).toEqual([]);
    expect(rehearsal.stack.account.foreign).toEqual([]);
  });

  test('load balancers, records and volumes went before what ends them', () => {
    const { loadBalancers, records, volumes } = rehearsal.around;
    for (const one of [...loadBalancers.all(), ...records.all(), ...volumes.all()])
      expect(one.goneAt).toBeDefined();
    const nodes = rehearsal.stack.account.operations.findLast(
      ({ type, operation }) => type === 'aws:eks/nodeGroup:NodeGroup' && operation === 'delete',
    );
    expect(nodes).toBeDefined();
  });
});

describe('down, with Argo CD gone', () => {
  test('up and in sync once more', async () => {
    const run = await rehearsal.stack.up();
    expect(run.failure).toBeUndefined();
    await settle(rehearsal);
  });

  test('the script of docs/deploy.md clears the cluster', async () => {
    await rehearsal.argocd.close();
    const config = new KubeConfig();
    config.loadFromString(rehearsal.controlPlane.kubeconfig);
    const left = await clearCluster({ objects: clusterObjects(config), report });
    table.add('left on AWS by the script, with its controllers there', JSON.stringify(left));
    expect(left).toEqual({ loadBalancers: [], records: [], volumes: [] });
    await until(
      'external-dns has taken its records away',
      async () => rehearsal.around.records.current().length === 0,
      limit,
    );
  });

  test('and a destroy then leaves nothing', async () => {
    for (const { what, measured } of await takeDown(rehearsal))
      table.add(`${what}, with Argo CD gone`, measured);
    expect(rehearsal.stack.account.list()).toEqual([]);
    expect(rehearsal.stack.account.foreign).toEqual([]);
  });
});
