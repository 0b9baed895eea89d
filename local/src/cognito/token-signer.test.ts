import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { TokenSigner } from './token-signer.ts';

test('each data directory has a key of its own, which stays and which only its owner reads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'signer-'));
  try {
    const mine = join(directory, 'mine');
    const first = new TokenSigner(mine);
    const token = first.sign({ sub: 'ann' });
    expect(new TokenSigner(mine).read(token)).toEqual({ sub: 'ann' });
    expect(new TokenSigner(join(directory, 'other')).read(token)).toBeUndefined();
    expect(statSync(join(mine, 'cognito-signing-key.pem')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
