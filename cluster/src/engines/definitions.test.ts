import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { prepareDefinitions } from './definitions.ts';
import { type FakeMachine, fakeMachine } from './test/fake-machine.ts';

let machine: FakeMachine;

beforeEach(async () => {
  machine = await fakeMachine();
});

afterEach(() => machine.remove());

const modules = {
  'github.com/argoproj/argo-cd/v3': 'manifests/crds',
  'github.com/prometheus-operator/prometheus-operator': 'example/prometheus-operator-crd',
  'sigs.k8s.io/aws-load-balancer-controller': 'helm/aws-load-balancer-controller/crds',
};

/** A Go that has downloaded modules with one definition each. */
async function goWithModules(): Promise<void> {
  const lines: string[] = [];
  for (const [module, path] of Object.entries(modules)) {
    const folder = join(machine.directory, 'modules', module);
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, 'crds.yaml'), `# of ${module}\n`);
    await writeFile(join(folder, path, 'README.md'), '');
    lines.push(`printf '{\\n\\t"Path": "${module}",\\n\\t"Dir": "${folder}"\\n}\\n'`);
  }
  await writeFile(
    join(
      machine.directory,
      'modules/github.com/argoproj/argo-cd/v3/manifests/crds/kustomization.yaml',
    ),
    '',
  );
  await machine.go({ download: lines.join('\n') });
}

test('copies definitions out of modules, once', async () => {
  await goWithModules();
  const definitions = await prepareDefinitions(machine);
  expect(await readdir(definitions.argocd)).toEqual(['crds.yaml']);
  expect(await readFile(join(definitions.prometheusOperator, 'crds.yaml'), 'utf8')).toBe(
    '# of github.com/prometheus-operator/prometheus-operator\n',
  );
  expect(await readdir(definitions.loadBalancerController)).toEqual(['crds.yaml']);
  expect(await prepareDefinitions(machine)).toEqual(definitions);
  expect(await machine.goRuns('mod')).toHaveLength(1);
});

test('two at once give the same', async () => {
  await goWithModules();
  const [one, other] = await Promise.all([
    prepareDefinitions(machine),
    prepareDefinitions(machine),
  ]);
  expect(one).toEqual(other);
  expect(await readdir(join(one.argocd, '../..'))).toHaveLength(1);
});

test('a module that came without its definitions leaves nothing half done', async () => {
  await machine.go({ download: 'echo' });
  await expect(prepareDefinitions(machine)).rejects.toThrow(
    'Go has not downloaded github.com/argoproj/argo-cd/v3.',
  );
  await goWithModules();
  expect(await readdir((await prepareDefinitions(machine)).argocd)).toEqual(['crds.yaml']);
});

test('a folder of them beside prebuilt engines needs no Go', async () => {
  const engines = join(machine.directory, 'engines');
  const options = {
    ...machine,
    environment: { ...machine.environment, TIDECAST_ENGINES: engines },
  };
  await mkdir(engines);
  await expect(prepareDefinitions(options)).rejects.toThrow('There is no Go on the PATH');
  for (const name of ['argocd', 'prometheus-operator'])
    await mkdir(join(engines, 'definitions', name), { recursive: true });
  await expect(prepareDefinitions(options)).rejects.toThrow(
    `${engines}/definitions has no folder aws-load-balancer-controller`,
  );
  await mkdir(join(engines, 'definitions/aws-load-balancer-controller'));
  expect((await prepareDefinitions(options)).argocd).toBe(join(engines, 'definitions/argocd'));
});
