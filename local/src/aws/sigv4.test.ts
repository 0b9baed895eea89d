import { describe, expect, test } from '@jest/globals';
import {
  readClaim,
  requestSignature,
  type SignableRequest,
  sha256,
  signingKey,
  timestampMillis,
} from './sigv4.ts';

/** The account of the examples in the S3 API reference, "Authenticating Requests (AWS SigV4)". */
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function signatureOf(request: SignableRequest, payloadHash: string) {
  const claim = readClaim(request);
  if (!claim) throw new Error('the request is not signed');
  return {
    claimed: claim.signature,
    computed: requestSignature(request, claim, payloadHash, signingKey(secret, claim.scope)),
  };
}

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

describe("the examples of Amazon's documentation", () => {
  test('GET with a range', () => {
    const { claimed, computed } = signatureOf(
      {
        method: 'GET',
        rawPath: '/test.txt',
        search: '',
        headers: {
          host: 'examplebucket.s3.amazonaws.com',
          range: 'bytes=0-9',
          'x-amz-content-sha256': sha256(''),
          'x-amz-date': '20130524T000000Z',
          authorization: authorization(
            'host;range;x-amz-content-sha256;x-amz-date',
            'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
          ),
        },
      },
      sha256(''),
    );
    expect(computed).toBe(claimed);
  });

  test('PUT of a key with a dollar sign', () => {
    const { claimed, computed } = signatureOf(
      {
        method: 'PUT',
        rawPath: '/test$file.text',
        search: '',
        headers: {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          host: 'examplebucket.s3.amazonaws.com',
          'x-amz-content-sha256': sha256('Welcome to Amazon S3.'),
          'x-amz-date': '20130524T000000Z',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          authorization: authorization(
            'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
            '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
          ),
        },
      },
      sha256('Welcome to Amazon S3.'),
    );
    expect(computed).toBe(claimed);
  });

  test('GET of a subresource without a value', () => {
    const { claimed, computed } = signatureOf(
      {
        method: 'GET',
        rawPath: '/',
        search: '?lifecycle',
        headers: {
          host: 'examplebucket.s3.amazonaws.com',
          'x-amz-content-sha256': sha256(''),
          'x-amz-date': '20130524T000000Z',
          authorization: authorization(
            'host;x-amz-content-sha256;x-amz-date',
            'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
          ),
        },
      },
      sha256(''),
    );
    expect(computed).toBe(claimed);
  });

  test('presigned GET', () => {
    const { claimed, computed } = signatureOf(
      {
        method: 'GET',
        rawPath: '/test.txt',
        search:
          '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
        headers: { host: 'examplebucket.s3.amazonaws.com' },
      },
      'UNSIGNED-PAYLOAD',
    );
    expect(computed).toBe(claimed);
  });
});

describe('a claim', () => {
  const signed = (search: string, headers: SignableRequest['headers'] = {}) =>
    readClaim({ method: 'GET', rawPath: '/', search, headers });

  test('is absent from a request without a signature', () => {
    expect(signed('?list-type=2')).toBeUndefined();
  });

  test.each([
    ['another algorithm', { authorization: 'AWS tidecast:abc' }],
    ['no date', { authorization: authorization('host', 'ab') }],
    [
      'a short credential',
      {
        authorization:
          'AWS4-HMAC-SHA256 Credential=tidecast/20260101,SignedHeaders=host,Signature=ab',
      },
    ],
  ])('with %s is refused', (_what, headers) => {
    expect(() => signed('', headers)).toThrow(
      expect.objectContaining({ code: 'AuthorizationHeaderMalformed' }),
    );
  });

  test.each(['0', '604801', '-5', 'soon'])('that lives %s seconds is refused', (seconds) => {
    const search = `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/20260101/r/s3/aws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host&X-Amz-Signature=ab`;
    expect(() => signed(search)).toThrow('X-Amz-Expires');
  });

  test('has a time in UTC', () => {
    expect(timestampMillis('20260131T235958Z')).toBe(Date.UTC(2026, 0, 31, 23, 59, 58));
  });
});
