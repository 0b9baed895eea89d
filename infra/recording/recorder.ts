import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { createEksChildren, remoteCluster } from './eks-children.ts';
import { mockCall, mockPreview, mockResource } from './mock-outputs.ts';

/** A resource as seen by Pulumi's engine, and so by every policy. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** False for components. */
  readonly custom: boolean;
  /** URN; absent for the stack itself. */
  readonly parent?: string;
  /** `urn::id`; empty for the default provider. */
  readonly provider: string;
  /** As JSON: secrets unwrapped, assets as digests, resources as their URNs. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Dotted paths of the inputs that were secrets. */
  readonly secretInputs: readonly string[];
  readonly protect: boolean;
  /** URNs of everything it depends on, through `dependsOn` or an output. */
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
  /** Its former names, whose resource the engine treats as this one. */
  readonly formerNames: readonly string[];
}

export interface Recording {
  readonly stack: string;
  readonly preview: boolean;
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
}

export interface RecordOptions {
  readonly stack?: string;
  readonly preview?: boolean;
  /** Configuration by full key, such as `tidecast:domain`; structured values as JSON. */
  readonly config?: Readonly<Record<string, string>>;
}

const project = 'tidecast';
const { specialAssetSig, specialArchiveSig, specialResourceSig, specialSecretSig, specialSigKey } =
  pulumi.runtime;

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProvidersMap(): { get(packageName: string): string | undefined };
  getRemote(): boolean;
  getCustom(): boolean;
  getProtect(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getAliasesList(): { getSpec(): { getName(): string } | undefined }[];
}

interface RegisterResponse {
  getUrn(): string;
  getId(): string;
}

interface Monitor {
  registerResource(
    request: RegisterRequest,
    callback: (error: unknown, response: RegisterResponse | undefined) => void,
  ): unknown;
}

/**
 * Runs a program under Pulumi's mocks and returns what it registered. Programs run one at a time,
 * because a process has only one Pulumi runtime.
 *
 * @param program - creates resources and returns the stack's outputs
 * @throws anything that the program or its outputs throw
 */
export async function record(
  program: () => unknown,
  { stack = 'dev', preview = false, config = {} }: RecordOptions = {},
): Promise<Recording> {
  const resources: RecordedResource[] = [];
  pulumi.runtime.setAllConfig({ 'aws:region': 'ap-northeast-2', ...config });
  const newResource = preview ? mockPreview : mockResource;
  let failure: { readonly reason: unknown } | undefined;
  // Without an answer, Pulumi would silently leave out everything that depends on it.
  const call = async (args: pulumi.runtime.MockCallArgs) => {
    try {
      return await mockCall(args);
    } catch (reason) {
      failure = { reason };
      return {};
    }
  };
  await pulumi.runtime.setMocks({ newResource, call }, project, stack, preview);
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (!isMonitor(monitor)) throw new Error('Pulumi has no mock monitor');
  const register = monitor.registerResource.bind(monitor);
  /** AWS providers by the URNs of components: the engine passes them down to children. */
  const awsProviders = new Map<string, string | undefined>();
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) {
        const aws = request.getProvidersMap().get('aws') ?? awsProviders.get(request.getParent());
        awsProviders.set(response.getUrn(), aws);
        const resource = recorded(request, response);
        // Its provider registers it, without the inputs that the program gave.
        resources.push(
          request.getRemote() ? { ...resource, inputs: {}, secretInputs: [] } : resource,
        );
        try {
          if (request.getRemote()) makeChildren(request, response.getUrn(), aws);
        } catch (reason) {
          failure = { reason };
        }
      }
      callback(error, response);
    });

  let returned: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      returned = await program();
    } catch (reason) {
      // Otherwise Pulumi would end the process.
      failure = { reason };
    }
    return returned;
  });
  await pulumi.runtime.disconnect();
  if (failure) throw failure.reason;
  const { outputs, secretOutputs } = await resolveOutputs(returned, preview);
  return { stack, preview, resources, outputs, secretOutputs };
}

function isMonitor(value: unknown): value is Monitor {
  return typeof value === 'object' && value !== null && 'registerResource' in value;
}

function recorded(request: RegisterRequest, response: RegisterResponse): RecordedResource {
  const secretInputs: string[] = [];
  const inputs = plain(request.getObject()?.toJavaScript() ?? {}, '', secretInputs);
  const parent = request.getParent();
  return {
    type: request.getType(),
    name: request.getName(),
    urn: response.getUrn(),
    id: response.getId(),
    custom: request.getCustom(),
    ...(parent && { parent }),
    provider: request.getProvider(),
    inputs: isObject(inputs) ? inputs : {},
    secretInputs,
    protect: request.getProtect(),
    dependsOn: request.getDependenciesList(),
    ignoreChanges: request.getIgnorechangesList(),
    formerNames: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() ?? []),
  };
}

/** @throws Error for a component whose children are not known here */
function makeChildren(request: RegisterRequest, urn: string, aws: string | undefined): void {
  const type = request.getType();
  if (type !== remoteCluster) throw new Error(`The children of a ${type} are not known here`);
  createEksChildren(
    request.getName(),
    request.getObject()?.toJavaScript() ?? {},
    {
      parent: new pulumi.DependencyResource(urn),
      ...(aws && { provider: new pulumi.DependencyProviderResource(aws) }),
    },
    (cluster) => pulumi.interpolate`{"server":"${cluster.endpoint}"}`,
  );
}

/** In a preview, outputs are not known, and waiting for one would never end. */
async function resolveOutputs(returned: unknown, preview: boolean) {
  const outputs: Record<string, unknown> = {};
  const secretOutputs: string[] = [];
  for (const [name, value] of Object.entries(isObject(returned) ? returned : {})) {
    const output = pulumi.all([value]);
    outputs[name] = preview
      ? undefined
      : await new Promise((resolve) => output.apply(([known]) => resolve(known)));
    if (await pulumi.isSecret(output)) secretOutputs.push(name);
  }
  return { outputs, secretOutputs };
}

/** Unwraps a value, and records the paths of secrets. */
function plain(value: unknown, path: string, secrets: string[]): unknown {
  const below = (key: string) => (path ? `${path}.${key}` : key);
  if (Array.isArray(value)) {
    return value.map((item, index) => plain(item, below(String(index)), secrets));
  }
  if (!isObject(value)) return value;
  switch (value[specialSigKey]) {
    case specialSecretSig:
      secrets.push(path);
      return plain(value.value, path, secrets);
    case specialResourceSig:
      return value.urn;
    case specialAssetSig:
      return digest(value);
    case specialArchiveSig:
      return { archive: plain(value.assets ?? value.path, path, secrets) };
    default:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, plain(item, below(key), secrets)]),
      );
  }
}

function digest(asset: Record<string, unknown>) {
  const content =
    asset.path === undefined ? Buffer.from(String(asset.text)) : readFileSync(String(asset.path));
  return { asset: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
