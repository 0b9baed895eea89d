import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { edgeBehaviours } from '@tidecast/platform/delivery/behaviours';
import { connectionSeconds } from '@tidecast/platform/delivery/connections';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import {
  contentSecurityPolicy,
  securityHeaders,
  serializeContentSecurityPolicy,
  strictTransportSecurity,
} from '@tidecast/platform/delivery/headers';
import type { PlannedBehaviour } from './behaviour-plan.ts';
import { apiRequestPolicyArgs, cachePolicyArgs } from './cache-policies.ts';
import { requestFunctionCode, responseFunctionCode } from './edge-functions.ts';
import { isProgram, planBehaviours } from './plan-behaviours.ts';
import { checkedOrigin, responseHeadersArgs } from './response-headers.ts';

export interface SiteDistributionArgs {
  /** The site's domain. */
  domain: string;
  /** Certificate of the domain, in us-east-1. */
  certificateArn: pulumi.Input<string>;
  /** AWS WAF web ACL of scope CLOUDFRONT. */
  webAclArn: pulumi.Input<string>;
  /** Key group whose signed cookies are accepted. */
  keyGroupId: pulumi.Input<string>;
  priceClass: string;
  webBucket: aws.s3.Bucket;
  mediaBucket: aws.s3.Bucket;
  /** Host name of the API. */
  apiDomain: string;
  /** Host name of the live channels' API. */
  liveApiDomain: pulumi.Input<string>;
  /** Origin that browsers PUT upload parts to, such as `https://b.s3.region.amazonaws.com`. */
  uploadOrigin: pulumi.Input<string>;
  /** Origin of the chat's websocket, such as `wss://edge.ivschat.region.amazonaws.com`. */
  chatOrigin: pulumi.Input<string>;
}

type Origin = aws.types.input.cloudfront.DistributionOrigin;
type CacheBehavior = Omit<
  aws.types.input.cloudfront.DistributionOrderedCacheBehavior,
  'pathPattern'
>;

/**
 * Statuses that CloudFront keeps for 10 s unless told otherwise (Developer Guide, "HTTP 4xx and 5xx
 * status codes that CloudFront caches"), most of them despite the origin's Cache-Control. What does
 * not exist yet may exist a second later, and an error of the API concerns one request only.
 */
const errorStatuses = [403, 404, 405, 414, 500, 501, 502, 503, 504];

const overTls = {
  httpPort: 80,
  httpsPort: 443,
  originProtocolPolicy: 'https-only',
  originSslProtocols: ['TLSv1.2'],
};

/** The CloudFront distribution: implements `edgeBehaviours` of packages/platform in AWS. */
export class SiteDistribution extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;

  constructor(
    name: string,
    args: SiteDistributionArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super('tidecast:delivery:SiteDistribution', name, {}, options);
    const plan = planBehaviours(edgeBehaviours);
    const behave = this.#behaviourMaker(name, args, plan);

    this.distribution = new aws.cloudfront.Distribution(
      name,
      {
        comment: args.domain,
        enabled: true,
        aliases: [args.domain],
        httpVersion: 'http2and3',
        isIpv6Enabled: true,
        priceClass: args.priceClass,
        webAclId: args.webAclArn,
        origins: this.#origins(name, args),
        orderedCacheBehaviors: plan.ordered.map((planned) => ({
          pathPattern: planned.pathPattern,
          ...behave(planned),
        })),
        defaultCacheBehavior: behave(plan.fallback),
        customErrorResponses: errorStatuses.map((errorCode) => ({
          errorCode,
          errorCachingMinTtl: 0,
        })),
        restrictions: { geoRestriction: { restrictionType: 'none' } },
        viewerCertificate: {
          acmCertificateArn: args.certificateArn,
          sslSupportMethod: 'sni-only',
          minimumProtocolVersion: 'TLSv1.2_2021',
        },
      },
      { parent: this },
    );
    this.registerOutputs({ distributionId: this.distribution.id });
  }

  #origins(name: string, args: SiteDistributionArgs): Origin[] {
    const control = new aws.cloudfront.OriginAccessControl(
      `${name}-buckets`,
      {
        description: 'Signs requests to the buckets',
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      },
      { parent: this },
    );
    const bucket = (originId: string, { bucketRegionalDomainName }: aws.s3.Bucket): Origin => ({
      originId,
      domainName: bucketRegionalDomainName,
      originAccessControlId: control.id,
    });
    return [
      bucket('web', args.webBucket),
      bucket('media', args.mediaBucket),
      {
        originId: 'api',
        domainName: args.apiDomain,
        customOriginConfig: {
          ...overTls,
          originReadTimeout: connectionSeconds.edgeRead,
          originKeepaliveTimeout: connectionSeconds.edgeKeepAlive,
        },
      },
      // API Gateway gives up after 30 s, and so does CloudFront by default.
      { originId: 'live', domainName: args.liveApiDomain, customOriginConfig: overTls },
    ];
  }

  /** Creates what behaviours share, and returns a function that builds one. */
  #behaviourMaker(
    name: string,
    args: SiteDistributionArgs,
    plan: ReturnType<typeof planBehaviours>,
  ): (planned: PlannedBehaviour) => CacheBehavior {
    const cookies = sessionCookiePolicy(`https://${args.domain}`);
    const cachePolicies = mapValues(
      plan.cachePolicies,
      (caching, key) =>
        new aws.cloudfront.CachePolicy(`${name}-${key}`, cachePolicyArgs(caching, cookies), {
          parent: this,
        }),
    );
    const requestFunctions = mapValues(plan.requestFunctions, (request, key) =>
      this.#function(`${name}-${key}`, `Path: ${request.does}`, requestFunctionCode(request)),
    );
    const responseFunctions = mapValues(plan.responseFunctions, (cacheControl, key) =>
      this.#function(`${name}-${key}`, cacheControl, responseFunctionCode(cacheControl)),
    );
    const apiRequests = new aws.cloudfront.OriginRequestPolicy(
      `${name}-api`,
      apiRequestPolicyArgs,
      { parent: this },
    );
    const headers = this.#headerPolicies(name, args);

    return (planned) => {
      const headerPolicy = isProgram(planned.origin) ? undefined : headers[planned.origin];
      return {
        targetOriginId: planned.origin,
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: [...planned.allowedMethods],
        cachedMethods: ['GET', 'HEAD'],
        compress: planned.compress,
        cachePolicyId: found(cachePolicies, planned.cachePolicy).id,
        ...(isProgram(planned.origin) && { originRequestPolicyId: apiRequests.id }),
        ...(headerPolicy && { responseHeadersPolicyId: headerPolicy.id }),
        ...(planned.signedCookies && { trustedKeyGroups: [args.keyGroupId] }),
        functionAssociations: [
          ...(planned.requestFunction
            ? [
                {
                  eventType: 'viewer-request',
                  functionArn: found(requestFunctions, planned.requestFunction).arn,
                },
              ]
            : []),
          ...(planned.responseFunction
            ? [
                {
                  eventType: 'viewer-response',
                  functionArn: found(responseFunctions, planned.responseFunction).arn,
                },
              ]
            : []),
        ],
      };
    };
  }

  /** The same as the local edge: the APIs set their own. */
  #headerPolicies(name: string, { uploadOrigin, chatOrigin }: SiteDistributionArgs) {
    const https = { 'Strict-Transport-Security': strictTransportSecurity };
    const csp = pulumi.all([uploadOrigin, chatOrigin]).apply(([upload, chat]) =>
      serializeContentSecurityPolicy(
        contentSecurityPolicy({
          uploadOrigin: checkedOrigin('uploadOrigin', 'https', upload),
          chatOrigin: checkedOrigin('chatOrigin', 'wss', chat),
        }),
      ),
    );
    const web = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-web`,
      { comment: 'Pages', ...responseHeadersArgs({ ...securityHeaders, ...https }, csp) },
      { parent: this },
    );
    const forMedia = Object.entries(securityHeaders).filter(([header]) =>
      mediaHeaders.includes(header),
    );
    const media = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-media`,
      {
        comment: 'Media',
        ...responseHeadersArgs({ ...Object.fromEntries(forMedia), ...https }),
      },
      { parent: this },
    );
    return { web, media };
  }

  #function(name: string, comment: string, code: string): aws.cloudfront.Function {
    return new aws.cloudfront.Function(
      name,
      { runtime: 'cloudfront-js-2.0', comment, code, publish: true },
      { parent: this },
    );
  }
}

/** The security headers that apply to files other than pages. */
const mediaHeaders = ['Cross-Origin-Resource-Policy', 'X-Content-Type-Options'];

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}

function found<Value>(values: Readonly<Record<string, Value>>, key: string): Value {
  const value = values[key];
  if (value === undefined)
    throw new RangeError(`the plan refers to "${key}" but does not define it`);
  return value;
}
