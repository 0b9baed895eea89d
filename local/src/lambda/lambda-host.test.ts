import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import type { LambdaFunction } from './host-protocol.ts';
import { type LambdaHost, startLambdaHost } from './lambda-host.ts';

const handlers = `
  import { existsSync, writeFileSync } from 'node:fs';
  export const echo = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() });
  export const environment = async () => process.env;
  export const fail = async () => { throw new RangeError('too far'); };
  export const silent = async () => {};
  export const talk = async () => { console.log('to out'); console.error('to err'); };
  export const die = async () => process.exit(7);
  export const hang = () => new Promise(() => {});
  export const spin = async () => { for (;;); };
  export const wait = async ({ file }) => {
    while (!existsSync(file)) await new Promise((done) => setTimeout(done, 5));
    return 'found';
  };
`;

let directory: string;
let functions: LambdaFunction[];
let host: LambdaHost;
let lines: string[];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  const module = join(directory, 'handlers.mjs');
  writeFileSync(module, handlers);
  const names = [...handlers.matchAll(/export const (\w+)/g)].map(([, name]) => String(name));
  functions = [
    ...names.map((name) => ({ name, module, export: name, timeoutSeconds: 20 })),
    { name: 'hang-briefly', module, export: 'hang', timeoutSeconds: 0.1 },
    { name: 'spin-briefly', module, export: 'spin', timeoutSeconds: 0.1 },
    { name: 'no-module', module: join(directory, 'nowhere.mjs'), export: 'handler' },
    { name: 'no-export', module, export: 'handler' },
  ];
});
afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  lines = [];
  host = startLambdaHost({
    functions,
    environment: { STACK_NAME: 'local' },
    log: (line) => lines.push(line),
  });
});
afterEach(() => host.close(0));

describe('a function', () => {
  test('gets its event and a context, and its answer comes back', async () => {
    const answer = (await host.invoke('echo', { a: [1, '한글'] })) as Record<string, unknown>;
    expect(answer.event).toEqual({ a: [1, '한글'] });
    expect(answer.context).toMatchObject({
      functionName: 'echo',
      memoryLimitInMB: '512',
      invokedFunctionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:echo',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.left).toBeGreaterThan(0);
    expect(answer.left).toBeLessThanOrEqual(20_000);
    expect(await host.invoke('silent', {})).toBeNull();
  });

  test('sees the environment it was given and nothing of the one around it', async () => {
    process.env.TIDECAST_TEST_SECRET = 'not for functions';
    const environment = await host.invoke('environment', {});
    delete process.env.TIDECAST_TEST_SECRET;
    expect(environment).toMatchObject({ STACK_NAME: 'local' });
    expect(environment).not.toHaveProperty('TIDECAST_TEST_SECRET');
  });

  test('that throws gives its error, and the next invocation works', async () => {
    await expect(host.invoke('fail', {})).rejects.toMatchObject({
      name: 'LambdaError',
      functionName: 'fail',
      errorType: 'RangeError',
      message: 'too far',
      trace: expect.arrayContaining([expect.stringContaining('handlers.mjs')]),
    });
    expect(await host.invoke('silent', {})).toBeNull();
  });

  test('that cannot be loaded or found says why', async () => {
    await expect(host.invoke('no-module', {})).rejects.toThrow(/nowhere\.mjs/);
    await expect(host.invoke('no-export', {})).rejects.toThrow(/exports no function named handler/);
    await expect(host.invoke('unknown', {})).rejects.toThrow(/no function named unknown/);
  });

  test('is heard line by line', async () => {
    await host.invoke('talk', {});
    await until(() => lines.length >= 2);
    expect(lines.sort()).toEqual(['lambda: to err', 'lambda: to out']);
  });

  test('runs beside others', async () => {
    const file = join(directory, 'beside');
    const waiting = host.invoke('wait', { file });
    await host.invoke('silent', {});
    writeFileSync(file, '');
    expect(await waiting).toBe('found');
  });
});

describe('the process', () => {
  test('is started again when a function ends it', async () => {
    await expect(host.invoke('die', {})).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
      message: expect.stringContaining('exit status 7'),
    });
    expect(await host.invoke('silent', {})).toBeNull();
    expect(lines.join()).toContain('ended with 7; starting it again');
  });

  test('is started again by itself when it is killed', async () => {
    await host.invoke('silent', {});
    const killed = host.pid();
    process.kill(Number(killed), 'SIGKILL');
    await until(() => host.pid() !== undefined && host.pid() !== killed);
    expect(await host.invoke('silent', {})).toBeNull();
  });

  test.each(['hang-briefly', 'spin-briefly'])(
    'is killed when %s takes too long; others start over',
    async (slow) => {
      const file = join(directory, slow);
      const bystander = host.invoke('wait', { file });
      await host.invoke('silent', {});
      const before = host.pid();
      await expect(host.invoke(slow, {})).rejects.toMatchObject({
        errorType: 'Sandbox.Timedout',
        message: expect.stringContaining('Task timed out after 0.10 seconds'),
      });
      expect(host.pid()).not.toBe(before);
      await until(() => !isRunning(before));
      writeFileSync(file, '');
      expect(await bystander).toBe('found');
    },
  );

  test('ends when closed, and what it was doing fails', async () => {
    await host.invoke('silent', {});
    const pid = host.pid();
    const running = expect(host.invoke('hang', {})).rejects.toMatchObject({
      errorType: 'Runtime.Closed',
    });
    await host.close(0);
    await running;
    expect(isRunning(pid)).toBe(false);
    await expect(host.invoke('silent', {})).rejects.toMatchObject({ errorType: 'Runtime.Closed' });
  });

  test('ends by itself when whoever started it is killed', async () => {
    const script = join(directory, 'parent.mjs');
    const module = pathToFileURL(join(import.meta.dirname, 'lambda-host.ts')).href;
    writeFileSync(
      script,
      `import { startLambdaHost } from ${JSON.stringify(module)};
       const host = startLambdaHost({
         functions: ${JSON.stringify(functions)}, environment: {}, log: () => {},
       });
       host.invoke('hang', {});
       await host.invoke('silent', {});
       console.log(host.pid());`,
    );
    const parent = spawn(process.execPath, [script], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    expect(isRunning(Number(line))).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isRunning(Number(line)));
  });
});

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
