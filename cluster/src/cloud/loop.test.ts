import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { KubeError } from '../control-plane/kube-http.ts';
import { startLoop } from './loop.ts';

const never = 3_600_000;

test('looks at once, and again when it is poked, one look at a time', async () => {
  let looks = 0;
  let under = 0;
  let most = 0;
  const loop = startLoop(
    'look',
    async () => {
      looks += 1;
      under += 1;
      most = Math.max(most, under);
      await delay(1);
      under -= 1;
      if (looks < 5) {
        loop.poke();
        loop.poke();
      }
    },
    never,
  );
  while (looks < 5) await delay(1);
  await loop.close();
  expect([looks, most, under]).toEqual([5, 1, 0]);
});

test('goes on after a failure, and reports the same one once', async () => {
  const told: string[] = [];
  let looks = 0;
  const loop = startLoop(
    'look',
    async () => {
      looks += 1;
      throw new Error('the API server is away');
    },
    1,
    (line) => told.push(line),
  );
  while (looks < 3) await delay(1);
  await loop.close();
  expect(told).toEqual(['look: the API server is away']);
});

test('does not tell of an object that has changed since it was seen', async () => {
  const told: string[] = [];
  let looks = 0;
  const loop = startLoop(
    'look',
    async () => {
      looks += 1;
      await delay(1);
      if (looks === 1) {
        loop.poke();
        throw new KubeError(409, 'Conflict', 'the object has been modified');
      }
    },
    never,
    (line) => told.push(line),
  );
  while (looks < 2) await delay(1);
  await loop.close();
  expect(told).toEqual([]);
});
