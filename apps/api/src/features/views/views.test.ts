import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Harness, startHarness } from '../../../test/harness.ts';

let api: Harness;

beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const from = (address: string, cookie?: string) => ({
  'x-forwarded-for': address,
  ...(cookie && { cookie }),
});
const view = (id: string, headers: Record<string, string>, as?: string) =>
  api.call(`/api/videos/${id}/views`, { method: 'POST', headers, ...(as && { as }) });
const views = async (id: string) => (await api.catalog.get(id))?.views;

test('a signed-in viewer counts once, from wherever they reload', async () => {
  const { id } = await api.video('ready');
  const as = api.cognito.accessToken(api.cognito.addUser('fan@example.com'));
  for (let times = 0; times < 4; times++)
    expect((await view(id, from(`10.0.0.${times}`), as)).status).toBe(204);
  expect(await views(id)).toBe(1);
});

test('a browser counts once, and so do ten behind one address', async () => {
  const { id } = await api.video('ready');
  const first = await view(id, from('10.1.0.1'));
  const cookie = `__Host-tc_viewer=${first.cookies.get('__Host-tc_viewer')?.split(';')[0]}`;
  for (let times = 0; times < 20; times++) {
    const again = await view(id, from('10.1.0.1', cookie));
    expect([again.status, again.cookies.size]).toEqual([204, 0]);
  }
  expect(await views(id)).toBe(1);
  await view(id, from('10.1.0.1'));
  expect(await views(id)).toBe(2);
});

test('a reload loop without cookies stops counting', async () => {
  const { id } = await api.video('ready');
  for (let times = 0; times < 30; times++) await view(id, from('10.2.0.1'));
  expect(await views(id)).toBe(10);
  await view(id, from('10.2.0.2'));
  expect(await views(id)).toBe(11);
});

test('an IPv6 network counts as one address', async () => {
  const { id } = await api.video('ready');
  for (let n = 0; n < 15; n++) await view(id, from(`2001:db8:0:7:${n}::${n}`));
  for (let n = 0; n < 15; n++) await view(id, from(`2001:db8::7:0:0:${n}:1`));
  expect(await views(id)).toBe(10);
  await view(id, from('2001:db8:0:8::1'));
  await view(id, from('::ffff:10.4.0.1'));
  await view(id, from('::ffff:10.4.0.2'));
  expect(await views(id)).toBe(13);
});

test('a cookie of one’s own making is replaced', async () => {
  const { id } = await api.video('ready');
  const forged = await view(id, from('10.3.0.1', '__Host-tc_viewer=me.c2lnbmVk'));
  expect(forged.cookies.get('__Host-tc_viewer')).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
});

test('what one may not see cannot be viewed', async () => {
  const { id } = await api.video('ready', { visibility: 'private' });
  expect((await view(id, {})).status).toBe(404);
  expect(await views(id)).toBe(0);
});
