import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { ProbeVerdict, probe } from './probes.ts';

test.each([
  ['one failure is none yet', { failureThreshold: 2 }, 'ok no ok no ok', [true]],
  ['as many in a row as it says', { failureThreshold: 2 }, 'ok no no ok', [true, false, true]],
  ['three where it does not say', {}, 'ok no no no no', [true, false]],
  [
    'several to be well again',
    { successThreshold: 2 },
    'ok ok no no no ok ok',
    [true, false, true],
  ],
  ['never well', { failureThreshold: 3 }, 'no no no no', [false]],
])('%s', (_name, settings, looks, verdicts) => {
  const verdict = new ProbeVerdict(settings);
  const told = looks.split(' ').map((look) => verdict.add(look === 'ok'));
  expect(told.filter((one) => one !== undefined)).toEqual(verdicts);
});

test('asks again and again, and counts no answer in time as a failure', async () => {
  let hangs = false;
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    if (!hangs) response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const end = new AbortController();
  const verdicts: boolean[] = [];
  const settings = { periodSeconds: 0.05, timeoutSeconds: 0.5, failureThreshold: 2 };
  await probe(
    settings,
    `http://127.0.0.1:${port}/readyz`,
    (well) => {
      verdicts.push(well);
      hangs = true;
      if (!well) end.abort();
    },
    end.signal,
  );
  server.closeAllConnections();
  server.close();
  expect(verdicts).toEqual([true, false]);
  expect(new Set(asked)).toEqual(new Set(['/readyz']));
  expect(asked.length).toBeGreaterThanOrEqual(3);
});
