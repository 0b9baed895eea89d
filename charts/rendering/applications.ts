import { secretNamespaces } from '@tidecast/platform/gitops/values';
import { rootApplicationName } from '@tidecast/platform/naming/stack';
import { gitOpsValues } from './gitops-values.ts';
import { type Manifest, render } from './helm.ts';

export interface Application extends Manifest {
  readonly spec: {
    readonly project: string;
    readonly source: {
      readonly repoURL: string;
      readonly targetRevision: string;
      /** Path of the chart in git. */
      readonly path?: string;
      /** Name of the chart in a repository of charts. */
      readonly chart?: string;
      readonly helm: {
        readonly releaseName: string;
        readonly valueFiles?: readonly string[];
        readonly valuesObject?: Readonly<Record<string, unknown>>;
      };
    };
    readonly destination: { readonly server: string; readonly namespace: string };
    readonly ignoreDifferences?: readonly Readonly<Record<string, unknown>>[];
    readonly syncPolicy: {
      readonly automated: { readonly prune: boolean; readonly selfHeal: boolean };
      readonly retry: {
        readonly limit: number;
        readonly backoff: { readonly duration: string; readonly maxDuration: string };
      };
      readonly syncOptions: readonly string[];
    };
  };
}

const repository = new URL('../../', import.meta.url);

/** The chart of all Applications that Argo CD runs. */
export const rootChart = new URL('argocd/', repository);

/** What the root Application creates for a stack. */
export function renderRoot(stack: 'dev' | 'prod'): Promise<Manifest[]> {
  return render(
    rootChart,
    { name: rootApplicationName, namespace: secretNamespaces.argocd },
    gitOpsValues(stack),
  );
}

export function isApplication(manifest: Manifest): manifest is Application {
  return manifest.kind === 'Application';
}

/**
 * What one of our own charts creates with the values of its Application, just as Argo CD would
 * render it from git.
 *
 * @param name - of the Application and of its chart
 */
export async function renderChild(stack: 'dev' | 'prod', name: string): Promise<Manifest[]> {
  const child = (await renderRoot(stack))
    .filter(isApplication)
    .find(({ metadata }) => metadata.name === name);
  if (!child) throw new Error(`There is no Application ${name}`);
  return renderApplication(child);
}

/** What an Application of a chart in git creates. */
export async function renderApplication({ metadata, spec }: Application): Promise<Manifest[]> {
  const { source, destination } = spec;
  if (!source.path) throw new Error(`The chart of Application ${metadata.name} is not in git`);
  const { releaseName, valueFiles, valuesObject = {} } = source.helm;
  const release = { name: releaseName, namespace: destination.namespace };
  return render(new URL(`${source.path}/`, repository), release, valuesObject, valueFiles);
}
