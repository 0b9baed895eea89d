import { beforeAll, describe, expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { type Recording, record } from '../recording/recorder.ts';
import { Delivery } from './Delivery.ts';
import { checkZone } from './SiteZone.ts';

const domain = 'video.acme.com';
const liveApiDomain = 'a1b2c3d4e5.execute-api.ap-northeast-2.amazonaws.com';

function program(more: { hostedZoneId?: string; apiDomain?: string } = {}) {
  const delivery = new Delivery('tidecast-dev-delivery', {
    domain,
    priceClass: 'PriceClass_200',
    webBucket: new aws.s3.Bucket('web'),
    mediaBucket: new aws.s3.Bucket('media'),
    logBucket: new aws.s3.Bucket('logs'),
    uploadOrigin: 'https://source.s3.ap-northeast-2.amazonaws.com',
    chatOrigin: 'wss://edge.ivschat.ap-northeast-2.amazonaws.com',
    apiDomain: `api.${domain}`,
    liveApiDomain,
    vpcId: 'vpc-0123456789abcdef0',
    logRetentionDays: 30,
    protect: true,
    ...more,
  });
  const { signingKeyPem, keyPairId, albCertificateArn, nameServers, distributionArn } = delivery;
  return {
    signingKeyPem,
    keyPairId,
    albCertificateArn,
    distributionArn,
    ...(nameServers && { nameServers }),
  };
}

let made: Recording;
beforeAll(async () => {
  made = await record(() => program());
});

const of = (type: string, recording = made) =>
  recording.resources.filter((resource) => resource.type === type);
const named = (name: string) => {
  const found = made.resources.find((resource) => resource.custom && resource.name.endsWith(name));
  if (!found) throw new Error(`nothing is named ${name}`);
  return found;
};
const policyOf = (name: string) =>
  JSON.parse(
    String(
      of('aws:s3/bucketPolicy:BucketPolicy').find((it) => it.name.endsWith(name))?.inputs.policy,
    ),
  );

interface CacheBehaviour {
  readonly pathPattern?: string;
  readonly targetOriginId: string;
  readonly trustedKeyGroups?: readonly string[];
  readonly viewerProtocolPolicy: string;
  readonly cachePolicyId: string;
  readonly originRequestPolicyId?: string;
  readonly responseHeadersPolicyId?: string;
  readonly functionAssociations: readonly { eventType: string; functionArn: string }[];
}

interface DistributionInputs {
  readonly origins: readonly { originId: string; originAccessControlId?: string }[];
  readonly orderedCacheBehaviors: readonly CacheBehaviour[];
  readonly defaultCacheBehavior: CacheBehaviour;
  readonly viewerCertificate: { acmCertificateArn: string };
}

const distribution = () =>
  of('aws:cloudfront/distribution:Distribution')[0]?.inputs as unknown as DistributionInputs;
const behaviours = () => [
  ...distribution().orderedCacheBehaviors,
  distribution().defaultCacheBehavior,
];

describe('the distribution', () => {
  test('answers for the domain, by TLS 1.2 and HTTP/3, behind the firewall', () => {
    expect(distribution()).toMatchObject({
      aliases: [domain],
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      priceClass: 'PriceClass_200',
      webAclId: expect.stringContaining(':us-east-1:'),
      viewerCertificate: { minimumProtocolVersion: 'TLSv1.2_2021', sslSupportMethod: 'sni-only' },
    });
    expect(distribution().viewerCertificate.acmCertificateArn).toContain(':acm:us-east-1:');
  });

  test('asks the APIs by their own names over TLS, the buckets with its signature', () => {
    expect(distribution().origins).toMatchObject([
      { originId: 'web', domainName: expect.stringContaining('web.s3.') },
      { originId: 'media', domainName: expect.stringContaining('media.s3.') },
      {
        originId: 'api',
        domainName: `api.${domain}`,
        customOriginConfig: {
          originProtocolPolicy: 'https-only',
          originSslProtocols: ['TLSv1.2'],
          originReadTimeout: 60,
        },
      },
      {
        originId: 'live',
        domainName: liveApiDomain,
        customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
      },
    ]);
    const [control] = of('aws:cloudfront/originAccessControl:OriginAccessControl');
    expect(control?.inputs).toMatchObject({ signingBehavior: 'always', signingProtocol: 'sigv4' });
    expect(distribution().origins.map((origin) => origin.originAccessControlId)).toEqual([
      control?.id,
      control?.id,
      undefined,
      undefined,
    ]);
  });

  test('has the origin, the policies and the functions that its behaviours name', () => {
    const ids = new Set(made.resources.map(({ id }) => id));
    const functions = of('aws:cloudfront/function:Function').map(({ id }) => id);
    const origins = distribution().origins.map(({ originId }) => originId);
    expect(behaviours()).toHaveLength(8);
    for (const behaviour of behaviours()) {
      expect(origins).toContain(behaviour.targetOriginId);
      expect(ids).toContain(behaviour.cachePolicyId);
      expect(behaviour.viewerProtocolPolicy).toBe('redirect-to-https');
      const api = ['api', 'live'].includes(behaviour.targetOriginId);
      expect(behaviour.originRequestPolicyId !== undefined).toBe(api);
      expect(behaviour.responseHeadersPolicyId === undefined).toBe(api);
      expect(behaviour.functionAssociations.map(({ eventType }) => eventType)).toEqual(
        api ? [] : ['viewer-request', 'viewer-response'],
      );
      for (const { functionArn } of behaviour.functionAssociations)
        expect(functions).toContain(functionArn.split('/')[1]);
    }
  });

  test('wants signed cookies for media but posters', () => {
    const [group] = of('aws:cloudfront/keyGroup:KeyGroup');
    expect(group?.inputs.items).toEqual([made.outputs.keyPairId]);
    const signed = behaviours().filter(({ trustedKeyGroups }) => trustedKeyGroups?.length);
    expect(signed.map(({ pathPattern }) => pathPattern)).toEqual([
      '/media/*.m3u8',
      '/media/*.ts',
      '/media/*',
    ]);
    for (const { trustedKeyGroups } of signed) expect(trustedKeyGroups).toEqual([group?.id]);
  });

  test('lets pages upload to the source bucket and chat, and sets no Cache-Control on errors', () => {
    const policies = of('aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy');
    expect(JSON.stringify(policies.map(({ inputs }) => inputs)).toLowerCase()).not.toContain(
      'cache-control',
    );
    expect(named('-cdn-web').inputs).toMatchObject({
      securityHeadersConfig: {
        contentSecurityPolicy: {
          contentSecurityPolicy: expect.stringContaining(
            "connect-src 'self' https://source.s3.ap-northeast-2.amazonaws.com https://*.live-video.net wss://edge.ivschat.ap-northeast-2.amazonaws.com;",
          ),
        },
      },
    });
  });
});

test('the signing key is secret, and its public half ends as CloudFront gives it back', () => {
  expect(made.secretOutputs).toEqual(['signingKeyPem']);
  expect(made.outputs.signingKeyPem).toContain('BEGIN PRIVATE KEY');
  expect(of('aws:secretsmanager/secretVersion:SecretVersion')[0]).toMatchObject({
    secretInputs: ['secretString'],
    inputs: { secretString: made.outputs.signingKeyPem },
  });
  expect(of('aws:cloudfront/publicKey:PublicKey')[0]?.inputs.encodedKey).toMatch(
    /^-----BEGIN PUBLIC KEY-----\n[\w+/=\n]+-----END PUBLIC KEY-----\n$/,
  );
});

test.each(['-web', '-media'])(
  'the bucket %s is read by this distribution alone, over TLS',
  (name) => {
    const { distributionArn } = made.outputs;
    const [read, list, refuse, ...more] = policyOf(name).Statement;
    const condition = { StringEquals: { 'AWS:SourceArn': distributionArn } };
    const cloudFront = { Service: 'cloudfront.amazonaws.com' };
    const bucket = `arn:aws:s3:::${name.slice(1)}`;
    expect([read, list]).toEqual([
      {
        Effect: 'Allow',
        Principal: cloudFront,
        Action: ['s3:GetObject'],
        Resource: [`${bucket}/*`],
        Condition: condition,
      },
      {
        Effect: 'Allow',
        Principal: cloudFront,
        Action: ['s3:ListBucket'],
        Resource: [bucket],
        Condition: condition,
      },
    ]);
    expect(refuse).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(more).toEqual([]);
  },
);

describe('names', () => {
  test('are validated once each, in a zone whose name servers are an output', () => {
    const records = of('aws:route53/record:Record').map(({ inputs }) => inputs);
    const proofs = records.filter(({ type }) => type === 'CNAME');
    const names = proofs.map(({ name }) => String(name).replace(/^_\w+\./, ''));
    expect(names.sort()).toEqual(
      ['api.', 'argocd.', 'grafana.', ''].map((prefix) => `${prefix}${domain}.`).sort(),
    );
    expect(new Set(proofs.map(({ name }) => name)).size).toBe(4);
    expect(records.filter(({ aliases }) => aliases).map(({ type, name }) => [type, name])).toEqual([
      ['A', domain],
      ['AAAA', domain],
    ]);
    expect(of('aws:route53/zone:Zone')).toMatchObject([
      { protect: true, inputs: { name: domain, forceDestroy: false } },
    ]);
    expect(made.outputs.nameServers).toHaveLength(4);
  });

  test('the certificate of the load balancers is of the stack’s region', () => {
    expect(made.outputs.albCertificateArn).toContain(':acm:ap-northeast-2:');
  });

  test('go into a zone that is given, if it holds the domain', async () => {
    const given = await record(() => program({ hostedZoneId: 'Z0123456789ABCDEFGHIJ' }));
    expect(of('aws:route53/zone:Zone', given)).toEqual([]);
    expect(given.outputs.nameServers).toBeUndefined();
    for (const { inputs } of of('aws:route53/record:Record', given))
      expect(inputs.zoneId).toBe('Z0123456789ABCDEFGHIJ');

    const zone = { zoneId: 'Z1', name: 'acme.com.' };
    expect(() => checkZone(zone, domain)).not.toThrow();
    expect(() => checkZone(zone, 'video.notacme.com')).toThrow('acme.com');
    expect(() => checkZone({ ...zone, privateZone: true }, domain)).toThrow('private');
  });
});

describe('the load balancers', () => {
  const rulesOf = (name: string) => {
    const { id } = named(name);
    return of('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule')
      .map(({ inputs }) => inputs)
      .filter(({ securityGroupId }) => securityGroupId === id)
      .map(({ fromPort, toPort, cidrIpv4, prefixListId }) => [
        fromPort,
        toPort,
        cidrIpv4 ?? String(prefixListId).slice(0, 3),
      ]);
  };

  test('the API’s lets CloudFront in, the administrators’ anybody', () => {
    expect(rulesOf('-balancer-api')).toEqual([[443, 443, 'pl-']]);
    expect(rulesOf('-balancer-admin')).toEqual([
      [443, 443, '0.0.0.0/0'],
      [80, 80, '0.0.0.0/0'],
    ]);
  });
});

test('firewall and access log are CloudFront’s, and keep no cookie', () => {
  for (const type of [
    'aws:wafv2/webAcl:WebAcl',
    'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration',
    'aws:cloudwatch/logGroup:LogGroup',
    'aws:cloudwatch/logDeliverySource:LogDeliverySource',
    'aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination',
    'aws:cloudwatch/logDelivery:LogDelivery',
  ])
    expect(of(type).map(({ inputs }) => inputs.region)).toEqual(['us-east-1']);
  expect(of('aws:wafv2/webAcl:WebAcl')[0]?.inputs.scope).toBe('CLOUDFRONT');
  expect(of('aws:cloudwatch/logDelivery:LogDelivery')[0]?.inputs.recordFields).not.toContain(
    'cs(Cookie)',
  );
});

test('nothing that AWS reads has a hole in it', () => {
  for (const { name, inputs } of made.resources) {
    expect([name, JSON.stringify(inputs)]).not.toEqual([
      name,
      expect.stringContaining('undefined'),
    ]);
  }
});

test('names leave room for the eight characters of Pulumi and a longer stack than "dev"', () => {
  const short = ['cloudfront/function', 'cloudfront/originAccessControl', 'cloudwatch/logDelivery'];
  for (const { type, name } of made.resources)
    if (short.some((kind) => type.startsWith(`aws:${kind}`)))
      // CloudFront takes 64 characters, CloudWatch 60.
      expect(name.length).toBeLessThanOrEqual(40);
});

test.each([
  [{ apiDomain: 'api.acme.com' }, 'apiDomain'],
  [{ apiDomain: `grafana.${domain}` }, 'twice'],
])('refuses %j', async (wrong, message) => {
  await expect(record(() => program(wrong))).rejects.toThrow(message);
});
