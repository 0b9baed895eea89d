import { expect, test } from '@jest/globals';
import { fitsTemplate } from './arn-template.ts';

/** `<Name>` for a variable: in the reference it is in a dollar sign and braces. */
const template = (text: string) => text.replace(/<(\w+)>/g, (_, name) => `\${${name}}`);

const bucket = template('arn:<Partition>:s3:::<BucketName>');
const object = template('arn:<Partition>:s3:::<BucketName>/<ObjectName>');
const dynamodb = 'arn:<Partition>:dynamodb:<Region>:<Account>:table/<TableName>';
const index = template(`${dynamodb}/index/<IndexName>`);
const elb = 'arn:<Partition>:elasticloadbalancing:<Region>:<Account>:loadbalancer';
const balancer = template(`${elb}/app/<LoadBalancerName>/<LoadBalancerId>`);
const logGroup = template('arn:<Partition>:logs:<Region>:<Account>:log-group:<LogGroupName>');
const parameter = template('arn:<Partition>:ssm:<Region>:<Account>:parameter/<ParameterName>');

test.each([
  ['arn:aws:s3:::media', bucket],
  ['arn:aws:s3:::media/v/*', object],
  ['arn:aws:s3:::media/u/*/source', object],
  ['arn:aws:dynamodb:eu-west-1:123456789012:table/videos/index/owner', index],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/*', balancer],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/*', balancer],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/*/*', balancer],
  ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/eks/dev/cluster:*', logGroup],
  ['arn:aws:ssm:eu-west-1::parameter/aws/service/*', parameter],
  ['*', object],
])('%s fits %s', (arn, type) => {
  expect(fitsTemplate(arn, type)).toBe(true);
});

test.each([
  ['arn:aws:s3:::media/*', bucket],
  ['arn:aws:s3:::media', object],
  ['arn:aws:s3:eu-west-1:123456789012:media', bucket],
  ['arn:aws:dynamodb:eu-west-1:123456789012:table/videos', index],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/*', balancer],
  ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/*', balancer],
  ['media', bucket],
  ['', bucket],
])('%s does not fit %s', (arn, type) => {
  expect(fitsTemplate(arn, type)).toBe(false);
});
