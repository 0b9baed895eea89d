import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

/** Milliseconds: reading the whole document takes seconds, and on busy cores a minute. */
const limit = 300_000;

test(
  'the document is one by the rules of a linter that others use',
  async () => {
    const cli = join(import.meta.dirname, '../../../node_modules/@redocly/cli/bin/cli.js');
    const document = join(import.meta.dirname, '..', 'openapi.json');
    const { stderr } = await run(process.execPath, [cli, 'lint', document], {
      // It works without the network, and tells nobody.
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    expect(stderr).toContain('Your API description is valid');
  },
  limit,
);
