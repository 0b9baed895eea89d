import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chartPins } from '../charts/chart-pins.ts';
import { chartSite } from '../charts/chart-repository.ts';
import { type PackedChart, packChart, repackChart } from '../charts/pack-chart.ts';
import { type Definitions, prepareDefinitions } from '../engines/definitions.ts';
import { makeCertificates } from './certificates.ts';
import { gitSite } from './git-site.ts';
import { type RemoteRequest, type Site, startProxy } from './proxy.ts';
import { type ServedRepository, serveRepository } from './served-repository.ts';

export interface RemoteOptions {
  /** An empty folder. */
  readonly directory: string;
  /** The stack's repository, as Argo CD is told. */
  readonly repositoryUrl: string;
  /** The branch that the stack follows. */
  readonly branch: string;
  /** Its HEAD is what the repository holds. Absent: the checkout that this file is in. */
  readonly workingTree?: string;
  /** Folder of real charts, which go before their stand-ins (see `packChart`). */
  readonly chartsDirectory?: string;
  /**
   * Folders of the definitions that stand-ins bring; asked for only if one of them is served. Absent:
   * as `prepareDefinitions` has them.
   */
  readonly definitions?: () => Promise<Definitions>;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The world outside of a cluster: a host of git and hosts of charts, on this machine. */
export interface Remote {
  /** For every process that would go out: the way to this proxy, and whom to trust. */
  readonly environment: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string } & Pick<
    ServedRepository,
    'bare' | 'push' | 'revert' | 'head' | 'dirtyFiles'
  >;
  readonly charts: {
    /** What is served, stand-ins marked as such. */
    readonly served: readonly PackedChart[];
    /** Makes a host, of charts or of git, unreachable from now on. */
    fail(host: string): void;
    recover(host: string): void;
    /**
     * Publishes a further version of a chart beside the one that there is.
     *
     * @param edit - changes the chart's files in the folder that it is given
     */
    bump(name: string, version: string, edit: (folder: string) => Promise<void>): Promise<void>;
  };
  /** All that was asked for, refusals too, in the order in which it was answered. */
  readonly requests: readonly RemoteRequest[];
  close(): Promise<void>;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Starts what `argocd/` and the stack name of the world outside: the repository, at the working
 * tree's HEAD, and every chart of others at the version that is named there. Any other host is
 * refused, and no packet leaves the machine.
 *
 * @throws Error if the working tree is no git checkout, the address not one of https, or a chart
 * neither there nor has a stand-in
 */
export async function startRemote(options: RemoteOptions): Promise<Remote> {
  const { directory, repositoryUrl, branch, report, signal } = options;
  const address = httpsAddress(repositoryUrl);
  const repository = await serveRepository(options.workingTree ?? checkout, branch, directory);
  signal?.throwIfAborted();
  const charts = await packCharts(repository, options);
  for (const { name, version, standIn } of charts)
    if (standIn) report?.(`A stand-in is served for the chart ${name} ${version}`);

  const hosts = new Set(charts.map((chart) => new URL(chart.repository).host));
  const sites = new Map<string, Site>([...hosts].map((host) => [host, chartSite(() => charts)]));
  if (sites.has(address.host))
    throw new Error(`${address.host} holds both charts and the repository: that is not rehearsed`);
  sites.set(address.host, await gitSite(repository.bare, address.pathname));
  const certificates = await makeCertificates([...sites.keys()]);
  const authority = join(directory, 'authority.pem');
  await writeFile(authority, certificates.authority);
  signal?.throwIfAborted();
  const proxy = await startProxy(sites, certificates);

  return {
    environment: environment(proxy.url, authority),
    repository: {
      url: repositoryUrl,
      bare: repository.bare,
      dirtyFiles: repository.dirtyFiles,
      push: repository.push,
      revert: repository.revert,
      head: repository.head,
    },
    charts: {
      served: charts,
      fail: proxy.fail,
      recover: proxy.recover,
      async bump(name, version, edit) {
        const chart = charts.find((served) => served.name === name);
        if (!chart) throw new Error(`No chart ${name} is served here`);
        charts.push(await repackChart(chart, version, edit, join(directory, 'charts')));
      },
    },
    requests: proxy.requests,
    close: proxy.close,
  };
}

function httpsAddress(repositoryUrl: string): URL {
  const address = URL.canParse(repositoryUrl) ? new URL(repositoryUrl) : undefined;
  if (address?.protocol === 'https:' && address.port === '') return address;
  throw new Error(
    `The repository is served at an address of https, without a port, not at ${repositoryUrl}`,
  );
}

/** What is wanted is read from what is served, which may not be what lies in the working tree. */
async function packCharts(
  { checkout: served }: ServedRepository,
  options: RemoteOptions,
): Promise<PackedChart[]> {
  const { directory, chartsDirectory, report = () => {}, signal } = options;
  const definitions =
    options.definitions ?? (() => prepareDefinitions({ report, ...(signal && { signal }) }));
  const to = join(directory, 'charts');
  await mkdir(to, { recursive: true });
  const rootChart = pathToFileURL(join(served, 'argocd/'));
  const charts: PackedChart[] = [];
  for (const pin of await chartPins(rootChart)) {
    signal?.throwIfAborted();
    const packing = { directory: to, definitions, report };
    charts.push(await packChart(pin, { ...packing, ...(chartsDirectory && { chartsDirectory }) }));
  }
  return charts;
}

/** Programs differ in which of two spellings they read. */
function environment(proxy: string, authority: string): Record<string, string> {
  const here = '127.0.0.1,localhost,::1';
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    NO_PROXY: here,
    no_proxy: here,
    SSL_CERT_FILE: authority,
    GIT_SSL_CAINFO: authority,
    NODE_EXTRA_CA_CERTS: authority,
  };
}
