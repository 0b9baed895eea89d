import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { hostOf } from '@tidecast/platform/naming/hosts';
import { policyJson } from '../iam/policy-json.ts';
import { AccessLogs } from './AccessLogs.ts';
import { originBucketPolicy } from './bucket-policy.ts';
import { Firewall } from './Firewall.ts';
import { globalRegion } from './global-region.ts';
import { LoadBalancerAccess } from './LoadBalancerAccess.ts';
import { PlaybackKey } from './PlaybackKey.ts';
import { SiteDistribution } from './SiteDistribution.ts';
import { SiteZone } from './SiteZone.ts';
import { ValidatedCertificate } from './ValidatedCertificate.ts';

export interface DeliveryArgs {
  /** The site's own domain, such as `video.acme.com`. */
  domain: string;
  /** Route 53 zone that holds the domain. Absent: one is made. */
  hostedZoneId?: string;
  /** Where CloudFront answers from: `PriceClass_100`, `PriceClass_200` or `PriceClass_All`. */
  priceClass: string;
  /** The web build. Its bucket policy is made here. */
  webBucket: aws.s3.Bucket;
  /** HLS, posters, captions. Its bucket policy is made here. */
  mediaBucket: aws.s3.Bucket;
  /** Receives access logs. Its policy must let delivery.logs.amazonaws.com write `cloudfront/*`. */
  logBucket: aws.s3.Bucket;
  /** Origin that browsers PUT upload parts to, such as `https://b.s3.region.amazonaws.com`. */
  uploadOrigin: pulumi.Input<string>;
  /** Origin of the chat's websocket, such as `wss://edge.ivschat.region.amazonaws.com`. */
  chatOrigin: pulumi.Input<string>;
  /** Name of the API's load balancer, in the domain. external-dns writes its record. */
  apiDomain: string;
  /** Host name of the live channels' API at API Gateway. */
  liveApiDomain: pulumi.Input<string>;
  /** VPC of the load balancers. */
  vpcId: pulumi.Input<string>;
  /** Days that the firewall's log is kept. */
  logRetentionDays: number;
  /** Refuses to delete the zone, and keeps the signing key for 30 days after it is deleted. */
  protect: boolean;
}

/** Everything between browsers and the origins: names, certificates, CloudFront, firewall. */
export class Delivery extends pulumi.ComponentResource {
  readonly distributionId: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  /** What the API sends as CloudFront-Key-Pair-Id. */
  readonly keyPairId: pulumi.Output<string>;
  /** The key that the API signs playback cookies with, PEM. Secret. */
  readonly signingKeyPem: pulumi.Output<string>;
  /** Certificate of the stack's region for `api.`, `argocd.` and `grafana.`. */
  readonly albCertificateArn: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
  /** Name servers to enter at the registrar; undefined if the zone already existed. */
  readonly nameServers: pulumi.Output<string[]> | undefined;
  /** For the API's load balancer. */
  readonly apiSecurityGroupId: pulumi.Output<string>;
  /** For Argo CD's and Grafana's load balancer. */
  readonly adminSecurityGroupId: pulumi.Output<string>;

  /** @throws RangeError when `apiDomain` is not in `domain` */
  constructor(name: string, args: DeliveryArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('tidecast:delivery:Delivery', name, {}, options);
    const child = { parent: this };
    const { domain, hostedZoneId, apiDomain, protect, logRetentionDays } = args;
    if (!apiDomain.endsWith(`.${domain}`))
      throw new RangeError(`apiDomain must be a name in ${domain}: "${apiDomain}"`);

    const zone = new SiteZone(
      `${name}-zone`,
      { domain, protect, ...(hostedZoneId !== undefined && { hostedZoneId }) },
      child,
    );
    const siteCertificate = new ValidatedCertificate(
      `${name}-site`,
      { zoneId: zone.zoneId, names: [domain], region: globalRegion },
      child,
    );
    const albCertificate = new ValidatedCertificate(
      `${name}-alb`,
      {
        zoneId: zone.zoneId,
        names: [apiDomain, hostOf('argocd', domain), hostOf('grafana', domain)],
      },
      child,
    );
    const key = new PlaybackKey(`${name}-playback`, { protect }, child);
    const firewall = new Firewall(`${name}-firewall`, { logRetentionDays }, child);
    const site = new SiteDistribution(
      `${name}-cdn`,
      {
        domain,
        apiDomain,
        liveApiDomain: args.liveApiDomain,
        certificateArn: siteCertificate.arn,
        webAclArn: firewall.arn,
        keyGroupId: key.keyGroupId,
        priceClass: args.priceClass,
        webBucket: args.webBucket,
        mediaBucket: args.mediaBucket,
        uploadOrigin: args.uploadOrigin,
        chatOrigin: args.chatOrigin,
      },
      child,
    );
    const { distribution } = site;
    new AccessLogs(
      `${name}-access-logs`,
      { distributionArn: distribution.arn, logBucketArn: args.logBucket.arn },
      child,
    );
    this.#letRead(`${name}-web`, args.webBucket, distribution);
    this.#letRead(`${name}-media`, args.mediaBucket, distribution);
    this.#nameSite(name, { domain, zoneId: zone.zoneId, distribution });
    const access = new LoadBalancerAccess(`${name}-balancer`, { vpcId: args.vpcId }, child);

    this.distributionId = distribution.id;
    this.distributionArn = distribution.arn;
    this.keyPairId = key.keyPairId;
    this.signingKeyPem = key.privateKeyPem;
    this.albCertificateArn = albCertificate.arn;
    this.zoneId = zone.zoneId;
    this.nameServers = zone.nameServers;
    this.apiSecurityGroupId = access.apiSecurityGroupId;
    this.adminSecurityGroupId = access.adminSecurityGroupId;
    this.registerOutputs({
      distributionId: this.distributionId,
      keyPairId: this.keyPairId,
      zoneId: this.zoneId,
      nameServers: this.nameServers,
    });
  }

  #letRead(name: string, bucket: aws.s3.Bucket, distribution: aws.cloudfront.Distribution): void {
    new aws.s3.BucketPolicy(
      name,
      {
        bucket: bucket.bucket,
        policy: policyJson(bucket.arn.apply((arn) => originBucketPolicy(arn, distribution.arn))),
      },
      { parent: this },
    );
  }

  #nameSite(
    name: string,
    site: {
      readonly domain: string;
      readonly zoneId: pulumi.Output<string>;
      readonly distribution: aws.cloudfront.Distribution;
    },
  ): void {
    const { domain, zoneId, distribution } = site;
    for (const type of ['A', 'AAAA']) {
      new aws.route53.Record(
        `${name}-${type.toLowerCase()}`,
        {
          zoneId,
          name: domain,
          type,
          aliases: [
            {
              name: distribution.domainName,
              zoneId: distribution.hostedZoneId,
              evaluateTargetHealth: false,
            },
          ],
        },
        { parent: this },
      );
    }
  }
}
