import { AwsError } from '../aws/errors.ts';
import { localAccount } from '../aws/service.ts';
import { type Publication, readPublication } from './publication.ts';
import { element, entries, type Form, invalid, map, memberList, required } from './query.ts';
import type { Subscription, TopicStore } from './topic-store.ts';

/** What the operations on the wire work with. */
export interface SnsContext {
  readonly store: TopicStore;
  /** Names of the functions that can be subscribed. */
  readonly functionNames: () => readonly string[];
  /** Hands a message on to every subscriber; it is theirs once this returns. */
  publish(publication: Publication): void;
}

/** Gives the content of the result element. */
type SnsOperation = (form: Form, context: SnsContext) => string;

const { region, accountId } = localAccount;

/** ARN of a topic of the local account. */
export function topicArn(name: string): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`;
}

/** ARN of a function of the local account. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

/** The actions of SNS by name; what is not here is refused by name. */
export const snsOperations: Readonly<Record<string, SnsOperation>> = {
  CreateTopic(form, { store }) {
    const name = required(form, 'Name');
    // As SNS takes them; FIFO topics, whose names end in .fifo, are not emulated.
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid('Topic Name');
    store.add(topicArn(name));
    return element('TopicArn', topicArn(name));
  },

  DeleteTopic(form, { store }) {
    store.remove(required(form, 'TopicArn'));
    return '';
  },

  ListTopics: (_form, { store }) =>
    memberList(
      'Topics',
      store.topics().map((arn) => ({ TopicArn: arn })),
    ),

  GetTopicAttributes(form, { store }) {
    const arn = existing(form, store);
    return map('Attributes', {
      TopicArn: arn,
      Owner: accountId,
      DisplayName: '',
      SubscriptionsConfirmed: String(store.subscriptions(arn).length),
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
  },

  Subscribe(form, { store, functionNames }) {
    const arn = existing(form, store);
    if (required(form, 'Protocol') !== 'lambda')
      throw invalid('Protocol Reason: the local SNS delivers to lambda alone');
    if (entries(form, 'Attributes').length > 0)
      throw invalid('Attributes Reason: the local SNS has no filters and policies');
    const endpoint = required(form, 'Endpoint');
    const known = functionNames().map(functionArn);
    if (!known.includes(endpoint))
      throw invalid(`Endpoint Reason: no such function; there are ${known.join(', ')}`);
    return element('SubscriptionArn', store.subscribe(arn, endpoint).arn);
  },

  Unsubscribe(form, { store }) {
    store.unsubscribe(required(form, 'SubscriptionArn'));
    return '';
  },

  ListSubscriptionsByTopic: (form, { store }) =>
    memberList('Subscriptions', store.subscriptions(existing(form, store)).map(describe)),

  Publish(form, { store, publish }) {
    existing(form, store);
    const publication = readPublication(form, new Date());
    publish(publication);
    return element('MessageId', publication.messageId);
  },
};

function existing(form: Form, store: TopicStore): string {
  const arn = required(form, 'TopicArn');
  if (!store.has(arn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return arn;
}

function describe(subscription: Subscription): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Protocol: 'lambda',
    Endpoint: subscription.endpoint,
    Owner: accountId,
  };
}
