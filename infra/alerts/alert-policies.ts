import type { AccountScope } from '../iam/account-scope.ts';
import { administerKey, wholeAccount } from '../iam/key-policy.ts';
import {
  allow,
  denyInsecureTransport,
  type PolicyDocument,
  policy,
  type Statement,
} from '../iam/policy-document.ts';

/**
 * AWS services that send alerts directly. EventBridge is not among them: no rule of ours publishes
 * here, and it passes neither source account nor source to KMS (SNS Developer Guide, "Key
 * management"), so that the key would have to be opened to the rules of every account.
 */
const publishers = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];

/** What SNS needs the key for with each message (SNS Developer Guide, "Key management"). */
const encryptMessages = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * The key that encrypts alerts: usable by alarms and budgets of this account and by principals that
 * IAM lets publish in the account, and only through SNS.
 */
export function alertKeyPolicy(scope: AccountScope): PolicyDocument {
  return policy(
    administerKey(scope),
    {
      ...allow(encryptMessages, ['*'], {
        StringEquals: { 'kms:ViaService': `sns.${scope.region}.amazonaws.com` },
      }),
      Sid: 'PublishFromAccount',
      Principal: wholeAccount(scope),
    },
    { ...allow(encryptMessages, ['*'], ofAccount(scope)), ...bySelf },
  );
}

/** Lets alarms and budgets of this account publish; requires TLS of everybody. */
export function alertTopicPolicy(scope: AccountScope, topicArn: string): PolicyDocument {
  return policy(
    { ...allow(['sns:Publish'], [topicArn], ofAccount(scope)), ...bySelf },
    denyInsecureTransport('sns:Publish', [topicArn]),
  );
}

const bySelf: Pick<Statement, 'Sid' | 'Principal'> = {
  Sid: 'PublishFromServices',
  Principal: { Service: publishers },
};

function ofAccount({ accountId }: AccountScope) {
  return { StringEquals: { 'aws:SourceAccount': accountId } };
}
