import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { OptionError } from './options.ts';
import { freePort, listening } from './ports.ts';

test('says who has a busy port and how to choose another', async () => {
  const port = await freePort();
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const attempt = listening({ port, variable: 'PORT', purpose: 'the site' }, async () => {
    const second = createServer().listen(port, '127.0.0.1');
    await once(second, 'listening');
  });
  const error = await attempt.catch((reason: unknown) => reason);
  holder.close();
  expect(error).toBeInstanceOf(OptionError);
  expect(String(error)).toContain(`Port ${port}, for the site, is in use`);
  expect(String(error)).toContain(`PORT=${port + 1} npm start`);
  if (process.platform === 'linux') expect(String(error)).toContain(`by process ${process.pid} (`);
});

test('gives a port once, and none that the system gives to connections', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort));
  expect(new Set(ports).size).toBe(100);
  for (const port of ports) expect(port).toBeLessThan(30_000);
});

test('lets other failures through as they are', async () => {
  const failure = new Error('something else');
  const use = { port: 1, variable: 'PORT', purpose: 'the site' };
  await expect(listening(use, () => Promise.reject(failure))).rejects.toBe(failure);
});
