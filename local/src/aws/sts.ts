import type { ServerResponse } from 'node:http';
import { AwsError } from './errors.ts';
import { readBody, sendXml } from './messages.ts';
import { type AwsRequest, type AwsService, localAccount } from './service.ts';

/** `aws sts get-caller-identity`: the question every tool asks first. */
export function createSts(): AwsService {
  return {
    signingName: 'sts',
    protocol: 'rest-xml',
    async handle(request: AwsRequest, response: ServerResponse): Promise<void> {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'));
      const action = form.get('Action');
      if (action !== 'GetCallerIdentity')
        throw new AwsError(
          'InvalidAction',
          `the local STS does not know ${JSON.stringify(action)}`,
        );
      const { accountId } = localAccount;
      sendXml(
        response,
        200,
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${accountId}:user/tidecast</Arn><UserId>AIDATIDECASTLOCAL</UserId><Account>${accountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    },
    async close() {},
  };
}
