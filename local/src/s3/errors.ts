/** The refusals that several operations share (S3 API reference, "List of error codes"). */
import { AwsError } from '../aws/errors.ts';

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
    BucketName: bucket,
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function noSuchUpload(uploadId: string): AwsError {
  return new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist: the id is wrong, or it was aborted or completed.',
    404,
    { UploadId: uploadId },
  );
}

export function malformedXml(what: string): AwsError {
  return new AwsError('MalformedXML', `The XML you provided is not right: ${what}`);
}

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgument', message);
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one precondition did not hold.', 412, {
    Condition: condition,
  });
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `the local S3 does not do ${what}`, 501);
}
