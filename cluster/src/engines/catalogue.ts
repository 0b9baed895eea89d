import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  isAtLeast,
  minorOf,
  since,
  spoken,
  type Version,
  version,
  type Wanted,
} from './versions.ts';

/** What the rehearsal runs on. */
export type EngineProgram = keyof typeof packages;

/** A Go module of `cluster/engines`, by the name of its folder. */
export type EngineModule = keyof typeof pinned;

/** What is known of a program before it has been found. */
export interface Engine {
  readonly program: EngineProgram;
  readonly module: EngineModule;
  /** The Go package that it is built from. */
  readonly package: string;
  readonly wanted: Wanted;
  /** Arguments by which it says its version; `plugin` where only Pulumi's protocol tells it. */
  readonly ask: readonly string[] | 'plugin';
}

/** Versions of the libraries whose engines are needed, as package.json has them. */
export interface SdkVersions {
  readonly pulumi: Version;
  readonly kubernetesProvider: Version;
}

const packages = {
  etcd: ['etcd', 'go.etcd.io/etcd/server/v3'],
  kwok: ['kwok', 'sigs.k8s.io/kwok/cmd/kwok'],
  'kube-apiserver': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-apiserver'],
  'kube-controller-manager': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-controller-manager'],
  'kube-scheduler': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-scheduler'],
  'redis-server': ['redis', 'tidecast.engines/redis'],
  argocd: ['argocd', 'github.com/argoproj/argo-cd/v3/cmd'],
  pulumi: ['pulumi', 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi'],
  'pulumi-resource-kubernetes': [
    'pulumi-kubernetes',
    'github.com/pulumi/pulumi-kubernetes/provider/v4/cmd/pulumi-resource-kubernetes',
  ],
  'kube-apiserver-1.35': ['kubernetes-1.35', 'k8s.io/kubernetes/cmd/kube-apiserver'],
} as const;

/** The module whose version is the engine's, in the `go.mod` of each folder. */
export const pinned = {
  etcd: 'go.etcd.io/etcd/server/v3',
  kwok: 'sigs.k8s.io/kwok',
  kubernetes: 'k8s.io/kubernetes',
  redis: 'github.com/alicebob/miniredis/v2',
  argocd: 'github.com/argoproj/argo-cd/v3',
  pulumi: 'github.com/pulumi/pulumi/pkg/v3',
  'pulumi-kubernetes': 'github.com/pulumi/pulumi-kubernetes/provider/v4',
  'kubernetes-1.35': 'k8s.io/kubernetes',
} as const;

const asksByFlag = ['--version'];
const questions: Partial<Record<EngineProgram, Engine['ask']>> = {
  argocd: ['version', '--client', '--short'],
  pulumi: ['version'],
  'pulumi-resource-kubernetes': 'plugin',
};

/** Redis as others ship it, or the stand-in of `cluster/engines/redis`, whose versions are below 3. */
const redis: Wanted = {
  said: '6.2 or newer',
  fits: (version) => version[0] === 2 || isAtLeast(version, [6, 2, 0]),
};

/** All programs, in the order in which they are built: the quick ones first. */
export const enginePrograms = Object.keys(packages) as readonly EngineProgram[];

export function engineOf(program: EngineProgram, sdk: SdkVersions): Engine {
  const [module, goPackage] = packages[program];
  return {
    program,
    module,
    package: goPackage,
    wanted: wantedOf(module, sdk),
    ask: questions[program] ?? asksByFlag,
  };
}

function wantedOf(module: EngineModule, sdk: SdkVersions): Wanted {
  switch (module) {
    case 'etcd':
      return minorOf([3, 6, 0], [3, 5, 0]);
    case 'kwok':
      return minorOf([0, 8, 0]);
    case 'kubernetes':
      return minorOf([1, 36, 0]);
    case 'kubernetes-1.35':
      return minorOf([1, 35, 0]);
    case 'redis':
      return redis;
    case 'argocd':
      return since([3, 2, 0]);
    case 'pulumi':
      return since(sdk.pulumi);
    case 'pulumi-kubernetes':
      return minorOf(sdk.kubernetesProvider);
  }
}

/**
 * What the linker writes into a program, so that it knows its version.
 *
 * @param goMod - text of the module's `go.mod`
 */
export function linkFlags(module: EngineModule, goMod: string, sdk: SdkVersions): string {
  const set = (name: string, value: string) => `-X ${name}=${value}`;
  // Without symbols and debugging information, which nobody needs here, they are half the size.
  const flags = ['-s', '-w'];
  switch (module) {
    case 'kubernetes':
    case 'kubernetes-1.35': {
      const built = pinnedVersion(module, goMod);
      const name = 'k8s.io/component-base/version';
      flags.push(
        set(`${name}.gitVersion`, `v${spoken(built)}`),
        set(`${name}.gitMajor`, `${built[0]}`),
        set(`${name}.gitMinor`, `${built[1]}`),
      );
      break;
    }
    case 'argocd':
      flags.push(set(`${pinned.argocd}/common.version`, spoken(pinnedVersion(module, goMod))));
      break;
    case 'pulumi':
      flags.push(
        set(
          'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version',
          `v${spoken(pinnedVersion(module, goMod))}`,
        ),
      );
      break;
    case 'pulumi-kubernetes':
      // The module is a commit between two versions: it goes by the version of the SDK that it serves.
      flags.push(set(`${pinned[module]}/pkg/version.Version`, spoken(sdk.kubernetesProvider)));
  }
  return flags.join(' ');
}

/**
 * The version of an engine that is built here.
 *
 * @throws Error when the `go.mod` does not name the engine's module
 */
export function pinnedVersion(module: EngineModule, goMod: string): Version {
  const line = goMod.split('\n').find((one) => one.includes(`${pinned[module]} v`));
  if (line === undefined)
    throw new Error(`cluster/engines/${module}/go.mod has no ${pinned[module]}`);
  return version(line.slice(line.indexOf(`${pinned[module]} v`) + pinned[module].length));
}

const manifest = z.object({
  dependencies: z.object({ '@pulumi/pulumi': z.string(), '@pulumi/kubernetes': z.string() }),
});

/** Reads the versions of Pulumi's libraries out of package.json. */
export async function sdkVersions(): Promise<SdkVersions> {
  const file = new URL('../../../package.json', import.meta.url);
  const { dependencies } = manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  return {
    pulumi: version(dependencies['@pulumi/pulumi']),
    kubernetesProvider: version(dependencies['@pulumi/kubernetes']),
  };
}
