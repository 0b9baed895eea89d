import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IvsClient } from '@aws-sdk/client-ivs';
import { KMSClient } from '@aws-sdk/client-kms';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { RealService } from '../../inventory/inventory.ts';
import { clientOptions } from './client-options.ts';
import { cognitoServices } from './cognito.ts';
import { dynamoDbServices } from './dynamodb.ts';
import { ivsServices } from './ivs.ts';
import { kmsServices } from './kms.ts';
import { mediaConvertServices } from './mediaconvert.ts';
import { s3Services } from './s3.ts';
import { snsServices } from './sns.ts';
import { sqsServices } from './sqs.ts';

export interface RealServices {
  /** By resource type. */
  readonly services: Readonly<Record<string, RealService>>;
  close(): void;
}

/**
 * What the emulated AWS of local/ has, made there by the inputs that a program gives.
 *
 * @param environment - how an SDK finds it: AWS_ENDPOINT_URL and so on
 */
export function realServices(environment: Readonly<Record<string, string>>): RealServices {
  const options = clientOptions(environment);
  const s3 = new S3Client(options);
  const dynamoDb = new DynamoDBClient(options);
  const sqs = new SQSClient(options);
  const kms = new KMSClient(options);
  const cognito = new CognitoIdentityProviderClient(options);
  const sns = new SNSClient(options);
  const ivs = new IvsClient(options);
  const mediaConvert = new MediaConvertClient(options);
  return {
    services: {
      ...s3Services(s3),
      ...dynamoDbServices(dynamoDb),
      ...sqsServices(sqs),
      ...kmsServices(kms),
      ...cognitoServices(cognito),
      ...snsServices(sns),
      ...ivsServices(ivs),
      ...mediaConvertServices(mediaConvert),
    },
    close: () => {
      for (const client of [s3, dynamoDb, sqs, kms, cognito, sns, ivs, mediaConvert])
        client.destroy();
    },
  };
}
