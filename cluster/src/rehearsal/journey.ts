import { join } from 'node:path';
import { publishWeb } from '../../../local/src/start/web.ts';
import { type Upload, uploadAndPlay } from '../api/upload.ts';
import { isInOrder, lineOf } from '../argocd/applications.ts';
import { until } from '../processes/until.ts';
import type { StackRun } from '../pulumi/stack-run.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What was done, and its result. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
}

export interface Journey {
  readonly figures: readonly Figure[];
  readonly siteUrl: string;
  /** What the `argocd` CLI lists. */
  readonly applications: string;
  readonly upload: Upload;
}

/** Milliseconds; all are generous, for other programs want the cores too. */
const limits = { argocd: 180_000, sync: 900_000, api: 300_000 } as const;

/**
 * From nothing to a video that plays: preview, up, the first sync, a release of the API, an upload.
 *
 * @throws Error that says which step did not come to its end, and what was seen last
 */
export async function bringUp(
  rehearsal: Rehearsal,
  { withPage, signal }: { readonly withPage: boolean; readonly signal?: AbortSignal },
): Promise<Journey> {
  const { stack, argocd, account, around, controlPlane, directory } = rehearsal;
  const figures: Figure[] = [];
  const tell = (what: string, measured: string) => figures.push({ what, measured });

  // The first release is there before the first sync, so that nothing waits for an image.
  const tag = await rehearsal.pushImage();
  await rehearsal.release(tag);

  tell('pulumi preview, with the policy pack', summaryOf(mustSucceed(await stack.preview())));
  tell('pulumi up, with the policy pack', summaryOf(mustSucceed(await stack.up())));
  const { url, site } = await rehearsal.serve();
  if (withPage)
    await publishWeb({
      store: account.store,
      bucket: site.webBucket,
      stateFile: join(directory, 'page'),
      log: () => undefined,
      ...(signal && { signal }),
    });

  const synced = await settle(rehearsal, signal);
  const all = await argocd.applications();
  const retries = all.reduce((sum, { operation }) => sum + (operation?.retries ?? 0), 0);
  tell(
    'first sync',
    `${all.length} Applications Synced and Healthy in ${synced} s, ${retries} retries`,
  );
  tell(
    'load balancers',
    around.loadBalancers
      .all()
      .map(({ name }) => name)
      .join(', '),
  );
  tell(
    'DNS records',
    around.records
      .current()
      .map(({ name }) => name)
      .join(', '),
  );
  const nodes = await controlPlane.kube.list('v1', 'Node');
  tell('nodes', String(nodes.length));

  await until(
    'the API behind its load balancer',
    async () => (await fetch(`${rehearsal.loadBalancer.url}/api/openapi.json`)).ok,
    limits.api,
    signal,
  );
  const upload = await uploadAndPlay({
    siteUrl: url,
    origin: site.origin,
    clipPath: join(directory, 'clip.mp4'),
    ...(signal && { signal }),
  });
  tell(
    'upload through the API that Argo CD rolled out',
    `ready ${(upload.readyAfterMs / 1000).toFixed(1)} s after its last part, ${upload.rungs.join('/')}; ` +
      `first segment of ${upload.segmentBytes} bytes, without cookies ${upload.withoutCookies}`,
  );
  return { figures, siteUrl: url, applications: await argocd.cli(['app', 'list']), upload };
}

/**
 * Waits until everything that Argo CD brings is there.
 *
 * @returns seconds from Argo CD's start
 * @throws Error with each Application that is not
 */
export async function settle(
  { argocd, report }: Pick<Rehearsal, 'argocd' | 'report'>,
  signal?: AbortSignal,
): Promise<number> {
  await argocd.ready(limits.argocd);
  const began = performance.now();
  report('first sync: some minutes, most of which Argo CD waits');
  let reported = 0;
  const tell = (well: number, all: number) => {
    if (well > reported)
      report(`first sync: ${well} of ${all} Applications are Synced and Healthy`);
    reported = Math.max(reported, well);
  };
  await until(
    'every Application Synced and Healthy',
    async () => {
      const all = await argocd.applications();
      const others = all.filter((one) => !isInOrder(one));
      tell(all.length - others.length, all.length);
      if (others.length > 0) throw new Error(`\n${others.map(lineOf).join('\n')}`);
      return all.length > 1;
    },
    limits.sync,
    signal,
  );
  return Math.round((performance.now() - began) / 1000);
}

/** `pulumi destroy`, and whether anything is left; of a protected stack, once it is no more. */
export async function takeDown(rehearsal: Rehearsal): Promise<readonly Figure[]> {
  const { stack, around } = rehearsal;
  const figures: Figure[] = [];
  if (rehearsal.protected) figures.push(...(await takeProtectionOff(rehearsal)));
  await rehearsal.unserve();
  // The upload lies in buckets that dev empties and prod keeps.
  const destroyed = await stack.destroy();
  const left = [
    ...stack.account.list().map(({ type, id }) => `${type} ${id}`),
    ...stack.account.foreign.map(({ kind, id }) => `${kind} ${id}`),
    ...around.loadBalancers.all().flatMap(({ name, goneAt }) => (goneAt ? [] : [name])),
  ];
  return [
    ...figures,
    { what: 'pulumi destroy', measured: summaryOf(mustSucceed(destroyed)) },
    { what: 'left in the account', measured: left.join(', ') || 'nothing' },
  ];
}

/** As docs/deploy.md has it, once a destroy has shown that it is needed. */
async function takeProtectionOff({ stack }: Rehearsal): Promise<readonly Figure[]> {
  const refused = await stack.destroy();
  // Providers are nothing outside of the state, and an update has them back.
  const taken = refused.steps.filter(
    ({ op, type, failed }) => op === 'delete' && !failed && !type.startsWith('pulumi:providers:'),
  );
  if (refused.succeeded || taken.length > 0)
    throw new Error(
      `pulumi destroy took of a protected stack: ${taken.map(({ name }) => name).join(', ')}`,
    );
  stack.setConfig('tidecast:protect', false);
  return [
    { what: 'pulumi destroy, protected', measured: `refused in ${Math.round(refused.seconds)} s` },
    { what: 'pulumi up, without protection', measured: summaryOf(mustSucceed(await stack.up())) },
  ];
}

function mustSucceed(run: StackRun): StackRun {
  if (run.succeeded) return run;
  const said = [
    ...run.violations.map(({ policy, message }) => `${policy}: ${message}`),
    ...run.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  ];
  throw new Error(
    `pulumi ${run.operation} failed:\n${said.join('\n') || (run.failure ?? 'no reason given')}`,
  );
}

function summaryOf({ changes, seconds }: StackRun): string {
  const counted = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return `${counted.join(', ') || 'nothing'} in ${Math.round(seconds)} s`;
}
