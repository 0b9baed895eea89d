import { AwsError } from './errors.ts';
import { type AwsService, localAccount } from './service.ts';
import {
  type Claim,
  requestSignature,
  type SignableRequest,
  sameSignature,
  signingKey,
  timestampMillis,
} from './sigv4.ts';

/** How far a client's clock may be off, in milliseconds: 15 minutes, as AWS allows. */
const maxSkewMillis = 15 * 60 * 1000;

/** Services of AWS's global endpoints: clients sign for us-east-1 wherever they are. */
const globalServices = new Set(['cloudfront', 'sts']);

/**
 * Checks that the local account signed this request and that it is not too old.
 *
 * @returns the key that signs the chunks of the body
 * @throws AwsError with the code the service itself would give
 */
export function authenticate(
  request: SignableRequest,
  claim: Claim,
  payloadHash: string,
  service: Pick<AwsService, 'signingName' | 'protocol'>,
  now: number,
): Buffer {
  const s3 = service.signingName === 's3';
  checkScope(claim, s3);
  checkAge(claim, s3, now);
  if (claim.accessKeyId !== localAccount.accessKeyId)
    throw s3
      ? new AwsError('InvalidAccessKeyId', unknownKey(claim.accessKeyId), 403)
      : new AwsError('UnrecognizedClientException', unknownKey(claim.accessKeyId), 403);
  if (!claim.signedHeaders.includes('host'))
    throw mismatch(s3, 'the header "host" must be among the signed ones');
  const key = signingKey(localAccount.secretAccessKey, claim.scope);
  if (!sameSignature(requestSignature(request, claim, payloadHash, key), claim.signature))
    throw mismatch(
      s3,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  if (s3) checkHeadersSigned(request, claim);
  return key;
}

function unknownKey(accessKeyId: string): string {
  return `access key ${JSON.stringify(accessKeyId)} is unknown: this is the local cloud, use ${JSON.stringify(localAccount.accessKeyId)}`;
}

function checkScope(claim: Claim, s3: boolean): void {
  const region = globalServices.has(claim.service) ? ['us-east-1'] : [];
  if (![localAccount.region, ...region].includes(claim.region)) {
    const message = `the region ${JSON.stringify(claim.region)} is wrong: expecting ${JSON.stringify(localAccount.region)}`;
    throw s3
      ? new AwsError('AuthorizationHeaderMalformed', message, 400, { Region: localAccount.region })
      : mismatch(s3, message);
  }
  if (!claim.scope.startsWith(`${claim.timestamp.slice(0, 8)}/`))
    throw mismatch(s3, 'the date of the credential is not that of X-Amz-Date');
}

function checkAge(claim: Claim, s3: boolean, now: number): void {
  const age = now - timestampMillis(claim.timestamp);
  if (claim.expiresIn !== undefined) {
    if (age < -maxSkewMillis) throw new AwsError('AccessDenied', 'Request is not yet valid', 403);
    if (age > claim.expiresIn * 1000)
      throw new AwsError('AccessDenied', 'Request has expired', 403);
  } else if (!(Math.abs(age) <= maxSkewMillis)) {
    const message = `X-Amz-Date ${claim.timestamp} is more than 15 minutes from ${new Date(now).toISOString()}`;
    throw s3
      ? new AwsError('RequestTimeTooSkewed', message, 403)
      : mismatch(s3, `Signature expired: ${message}`);
  }
}

/** S3 refuses `x-amz-*` headers that somebody added to a signed request on its way. */
function checkHeadersSigned(request: SignableRequest, claim: Claim): void {
  // A presigned URL signs no payload hash, and clients send the header all the same.
  const exempt = claim.kind === 'presigned' ? ['x-amz-content-sha256'] : [];
  const unsigned = Object.keys(request.headers).filter(
    (name) =>
      name.startsWith('x-amz-') && !claim.signedHeaders.includes(name) && !exempt.includes(name),
  );
  if (unsigned.length)
    throw new AwsError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      { HeadersNotSigned: unsigned.join(', ') },
    );
}

function mismatch(s3: boolean, message: string): AwsError {
  return new AwsError(s3 ? 'SignatureDoesNotMatch' : 'InvalidSignatureException', message, 403);
}
