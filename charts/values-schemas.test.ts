import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { valuesSchemas, valuesSchemaText } from './values-schemas.ts';

test.each(valuesSchemas)(
  '$file is what the values are: else run `npm run values-schemas`',
  async ({ file, values }) => {
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(valuesSchemaText(values)));
  },
);
