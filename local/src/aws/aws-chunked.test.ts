import { describe, expect, test } from '@jest/globals';
import { type ChunkedOptions, decodeAwsChunked } from './aws-chunked.ts';
import { signingKey } from './sigv4.ts';

/** The body of the example in the S3 API reference, "Transferring Payload in Multiple Chunks". */
const first = `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n`;
const second = `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`;
const end =
  '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n';

const scope = '20130524/us-east-1/s3/aws4_request';
const signing = {
  key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope),
  timestamp: '20130524T000000Z',
  scope,
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};

async function decode(
  text: string,
  options: Partial<ChunkedOptions> = {},
  pieceLength = 1000,
): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += pieceLength)
      yield Buffer.from(text.slice(at, at + pieceLength));
  }
  const chunks: Buffer[] = [];
  const all = { signing: undefined, trailer: false, onTrailer: () => {}, ...options };
  for await (const chunk of decodeAwsChunked(pieces(), all)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('signed chunks', () => {
  test("of Amazon's example are taken, however the network cuts them", async () => {
    for (const pieceLength of [7, 1000, 65_540, 1_000_000])
      expect(await decode(first + second + end, { signing }, pieceLength)).toBe('a'.repeat(66_560));
  });

  test('with another byte are refused', async () => {
    const changed = first.replace(/a\r\n$/, 'b\r\n');
    await expect(decode(changed + second + end, { signing })).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  test('in another order are refused', async () => {
    await expect(decode(second + first + end, { signing })).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  test('without their signature are refused', async () => {
    await expect(decode('1\r\na\r\n0\r\n\r\n', { signing })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });

  test('cut short are refused', async () => {
    await expect(decode(first + second, { signing })).rejects.toMatchObject({
      code: 'IncompleteBody',
    });
  });
});

describe('unsigned chunks', () => {
  test('give their trailer', async () => {
    let trailer: ReadonlyMap<string, string> = new Map();
    const onTrailer = (headers: ReadonlyMap<string, string>) => {
      trailer = headers;
    };
    const body = '3\r\nabc\r\n0\r\nX-Amz-Checksum-CRC32:NSRBwg==\r\n\r\n';
    for (const pieceLength of [1, 100])
      expect(await decode(body, { trailer: true, onTrailer }, pieceLength)).toBe('abc');
    expect([...trailer]).toEqual([['x-amz-checksum-crc32', 'NSRBwg==']]);
  });

  test.each([
    ['a length that is not one', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['more bytes than they say', '2\r\nabc\r\n0\r\n\r\n'],
    ['a header without an end', 'a'.repeat(20_000)],
  ])('with %s are refused', async (_what, body) => {
    await expect(decode(body)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });
});
