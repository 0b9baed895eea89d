import { localAccount } from '../aws/service.ts';

const requestTimeoutMs = 10_000;

/**
 * Everything that all buckets, unfinished uploads and tables hold, one line each: for finding out
 * whether anything of a video is left.
 *
 * @param awsUrl - the AWS endpoint
 */
export async function inventory(awsUrl: string): Promise<string[]> {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  const options = {
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { requestTimeout: requestTimeoutMs, connectionTimeout: requestTimeoutMs },
  };
  const [objects, items] = await Promise.all([listBuckets(options), scanTables(options)]);
  return [...objects, ...items];
}

type ClientOptions = import('@aws-sdk/client-s3').S3ClientConfig &
  import('@aws-sdk/client-dynamodb').DynamoDBClientConfig;

async function listBuckets(options: ClientOptions): Promise<string[]> {
  const { ListBucketsCommand, ListMultipartUploadsCommand, paginateListObjectsV2, S3Client } =
    await import('@aws-sdk/client-s3');
  const client = new S3Client(options);
  const lines: string[] = [];
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand());
    for (const { Name: Bucket } of Buckets) {
      if (Bucket === undefined) continue;
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
        lines.push(...Contents.map(({ Key }) => `s3://${Bucket}/${Key}`));
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      lines.push(...Uploads.map(({ Key }) => `upload to s3://${Bucket}/${Key}`));
    }
  } finally {
    client.destroy();
  }
  return lines;
}

async function scanTables(options: ClientOptions): Promise<string[]> {
  const { DynamoDBClient, paginateListTables, paginateScan } = await import(
    '@aws-sdk/client-dynamodb'
  );
  const client = new DynamoDBClient(options);
  const lines: string[] = [];
  try {
    for await (const { TableNames = [] } of paginateListTables({ client }, {}))
      for (const TableName of TableNames)
        for await (const { Items = [] } of paginateScan({ client }, { TableName }))
          lines.push(...Items.map((item) => `${TableName} ${JSON.stringify(item)}`));
  } finally {
    client.destroy();
  }
  return lines;
}
