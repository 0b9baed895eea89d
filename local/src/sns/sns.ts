import type { SNSEvent } from 'aws-lambda';
import { AwsError } from '../aws/errors.ts';
import { escapeXml, readBody, sendXml } from '../aws/messages.ts';
import type { AwsService } from '../aws/service.ts';
import { type Publication, toEvent } from './publication.ts';
import { parseForm } from './query.ts';
import { functionArn, snsOperations, topicArn } from './sns-operations.ts';
import { TopicStore } from './topic-store.ts';

export interface SnsOptions {
  readonly dataDir: string;
  /**
   * Functions by name, and how each is called asynchronously: an event that was taken is carried
   * out, whatever happens to this process. Looked up at each use, for functions come and go.
   */
  readonly functions: Readonly<Record<string, (event: SNSEvent) => void>>;
}

/** The emulated SNS: on the wire as `service`, and by direct calls for the same process. */
export interface Sns {
  readonly service: AwsService;
  /** Makes the topic when it is not there. @returns its ARN */
  ensureTopic(name: string): string;
  /** Has a function called for every message of a topic. Safe on every start. */
  ensureSubscription(topicArn: string, functionName: string): void;
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Larger than the largest message even when every byte of it is percent-encoded. */
const largestBody = 1024 * 1024;

const operations = new Map(Object.entries(snsOperations));

/** Opens the topics kept in `dataDir`. */
export function createSns({ dataDir, functions }: SnsOptions): Sns {
  const store = new TopicStore(dataDir);
  const context = {
    store,
    functionNames: () => Object.keys(functions),
    publish(publication: Publication) {
      const byArn = new Map(
        Object.entries(functions).map(([name, invoke]) => [functionArn(name), invoke]),
      );
      for (const subscription of store.subscriptions(publication.topicArn))
        byArn.get(subscription.endpoint)?.(toEvent(publication, subscription));
    },
  };

  return {
    service: {
      signingName: 'sns',
      protocol: 'rest-xml',
      async handle(request, response) {
        const form = parseForm((await readBody(request, largestBody)).toString('utf8'));
        const action = form.get('Action') ?? '';
        const operation = operations.get(action);
        if (!operation)
          throw new AwsError('InvalidAction', `the local SNS does not know the action ${action}`);
        const result = operation(form, context);
        const requestId = escapeXml(String(response.getHeader('x-amzn-requestid')));
        sendXml(
          response,
          200,
          `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
            `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
            `</${action}Response>`,
        );
      },
      async close() {
        store.close();
      },
    },

    ensureTopic(name) {
      const arn = topicArn(name);
      store.add(arn);
      return arn;
    },

    ensureSubscription(topic, functionName) {
      store.subscribe(topic, functionArn(functionName));
    },
  };
}
