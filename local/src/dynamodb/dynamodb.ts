import type { ServerResponse } from 'node:http';
import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsRequest, AwsService } from '../aws/service.ts';
import { DynaliteEngine } from './dynalite-engine.ts';
import type { Json } from './dynalite-store.ts';
import { addIndexes, addsIndexes, finishIndexes } from './secondary-indexes.ts';
import { TimeToLive } from './time-to-live.ts';

export interface DynamoDbOptions {
  /** Made if absent; without it everything is in memory. */
  readonly dataDir?: string;
  /** How often expired items are deleted, in milliseconds; a minute by default. */
  readonly sweepEveryMillis?: number;
}

/**
 * A DynamoDB on this machine: dynalite, and what it lacks of what the product uses: expiry, indexes
 * that come later, `ReturnValuesOnConditionCheckFailure`, and an answer to whether tables are backed
 * up.
 * Transactions, streams and PartiQL are refused as unknown operations.
 *
 * @throws when another process has the data open
 */
export async function createDynamoDb(options: DynamoDbOptions = {}): Promise<AwsService> {
  const engine = await DynaliteEngine.open(options.dataDir);
  await finishIndexes(engine);
  const timeToLive = new TimeToLive(engine);
  timeToLive.start(options.sweepEveryMillis ?? 60_000);

  const run = async (operation: string, input: Json): Promise<Json> => {
    switch (operation) {
      case 'DescribeTimeToLive':
        return timeToLive.describe(input);
      case 'UpdateTimeToLive':
        return timeToLive.update(input);
      case 'DescribeContinuousBackups':
        return describeContinuousBackups(engine, input);
      case 'UpdateTable':
        return addsIndexes(input) ? addIndexes(engine, input) : engine.run(operation, input);
      case 'DeleteTable': {
        const output = await engine.run(operation, input);
        await timeToLive.forget(String(input.TableName));
        return output;
      }
      default:
        return engine.run(operation, input);
    }
  };

  return {
    signingName: 'dynamodb',
    protocol: 'json',
    async handle(request: AwsRequest, response: ServerResponse): Promise<void> {
      if (request.operation === undefined)
        throw new AwsError(
          'com.amazon.coral.service#UnknownOperationException',
          'X-Amz-Target is missing',
        );
      sendJson(response, 200, await run(request.operation, await readJson(request)), 'json');
    },
    async close() {
      await timeToLive.stop();
      await engine.close();
    },
  };
}

/** The truth: there are no backups of tables on one machine. */
async function describeContinuousBackups(engine: DynaliteEngine, input: Json): Promise<Json> {
  await engine.run('DescribeTable', { TableName: input.TableName });
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}
