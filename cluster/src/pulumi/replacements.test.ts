import { expect, test } from '@jest/globals';
import { recordStack } from '../../../infra/recording/recordings.ts';
import { awsConduct, conductOf } from './replacements.ts';
import { readSdk } from './schema/read-sdk.ts';

const sdk = readSdk('aws');

test('every AWS type of the stack has an entry', async () => {
  const { resources } = await recordStack('prod', { preview: false });
  const types = new Set(
    resources.filter(({ type, custom }) => custom && type.startsWith('aws:')).map((it) => it.type),
  );
  expect(types.size).toBeGreaterThan(80);
  expect([...types].filter((type) => !Object.hasOwn(awsConduct, type))).toEqual([]);
  expect(() => conductOf('aws:s3/puddle:Puddle')).toThrow('cluster/src/pulumi/replacements.ts');
});

test.each(Object.entries(awsConduct))(
  '%s has every input that its entry names',
  (type, conduct) => {
    const { inputs, types } = sdk.resource(type);
    const known = (path: string) => {
      const [top = '', nested] = path.split('.');
      const shape = inputs[top]?.shape;
      if (nested === undefined || shape === undefined) return shape !== undefined || path === '*';
      return shape.kind === 'type' && Object.hasOwn(types[shape.name] ?? {}, nested);
    };
    const told = [...conduct.replacedBy, ...(conduct.addable ?? []), conduct.named ?? '*'];
    expect(told.filter((path) => !known(path))).toEqual([]);
    // What the provider fills in may be left out.
    if (conduct.named !== undefined) expect(inputs[conduct.named]?.required).toBe(false);
  },
);
