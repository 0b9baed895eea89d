import { expect, test } from '@jest/globals';
import { createChecksum } from './checksums.ts';

/** The check values of the catalogue of parametrised CRC algorithms, over "123456789". */
test.each([
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
])('%s', (name, hex) => {
  const checksum = createChecksum(name);
  checksum?.update(Buffer.from('1234'));
  checksum?.update(Buffer.from('56789'));
  expect(Buffer.from(checksum?.digest() ?? '', 'base64').toString('hex')).toBe(hex);
});

test('an unknown name has no checksum', () => {
  expect(createChecksum('toString')).toBeUndefined();
});
