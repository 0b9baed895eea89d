/**
 * AWS's public list prices, US dollars before tax, first volume step, without free tiers and
 * discounts. Every bill differs; these figures are good enough for choosing and budgeting only.
 *
 * The `basis` of each tells where it comes from:
 * - `quoted`: agrees with public quotations of AWS's Price List files or pricing pages, read on the
 *   day of `asOf`. AWS's own pages were not opened.
 * - `memory`: written from memory on the day of `asOf`. Check it on the page before relying on it.
 *
 * MediaConvert's prices are in packages/encoding/src/prices.ts.
 */
export const prices = {
  eksClusterHour: {
    ...quoted('hour', 'https://aws.amazon.com/eks/pricing/'),
    ...everywhere(0.1),
  },
  'instance m5.large': {
    ...remembered('hour', 'https://aws.amazon.com/ec2/pricing/on-demand/'),
    ...regional(0.118, 0.096),
  },
  'instance t3.medium': {
    ...quoted('hour', 'https://aws.amazon.com/ec2/pricing/on-demand/'),
    ...regional(0.052, 0.0416),
  },
  gp3GbMonth: {
    ...quoted('month', 'https://aws.amazon.com/ebs/pricing/'),
    ...regional(0.0912, 0.08),
  },
  natGatewayHour: {
    ...quoted('hour', 'https://aws.amazon.com/vpc/pricing/'),
    ...regional(0.059, 0.045),
  },
  publicIpv4Hour: {
    ...quoted('hour', 'https://aws.amazon.com/vpc/pricing/'),
    ...everywhere(0.005),
  },
  albHour: {
    ...quoted('hour', 'https://aws.amazon.com/elasticloadbalancing/pricing/'),
    ...everywhere(0.0225),
  },
  kmsKeyMonth: {
    ...quoted('month', 'https://aws.amazon.com/kms/pricing/'),
    ...everywhere(1),
  },
  secretMonth: {
    ...quoted('month', 'https://aws.amazon.com/secrets-manager/pricing/'),
    ...everywhere(0.4),
  },
  webAclMonth: {
    ...quoted('month', 'https://aws.amazon.com/waf/pricing/'),
    ...everywhere(5),
  },
  webAclRuleMonth: {
    ...quoted('month', 'https://aws.amazon.com/waf/pricing/'),
    ...everywhere(1),
  },
  webAclMillionRequests: {
    ...quoted('million requests', 'https://aws.amazon.com/waf/pricing/'),
    ...everywhere(0.6),
  },
  alarmMetricMonth: {
    ...quoted('month', 'https://aws.amazon.com/cloudwatch/pricing/'),
    ...everywhere(0.1),
  },
  logGbIngested: {
    ...quoted('month', 'https://aws.amazon.com/cloudwatch/pricing/'),
    ...regional(0.76, 0.5),
  },
  logGbMonth: {
    ...quoted('month', 'https://aws.amazon.com/cloudwatch/pricing/'),
    ...regional(0.0314, 0.03),
  },
  hostedZoneMonth: {
    ...remembered('month', 'https://aws.amazon.com/route53/pricing/'),
    ...everywhere(0.5),
  },
  ecrGbMonth: {
    ...quoted('month', 'https://aws.amazon.com/ecr/pricing/'),
    ...everywhere(0.1),
  },
  tableGbMonth: {
    ...remembered('month', 'https://aws.amazon.com/dynamodb/pricing/on-demand/'),
    ...regional(0.27075, 0.25),
  },
  tableBackupGbMonth: {
    ...remembered('month', 'https://aws.amazon.com/dynamodb/pricing/on-demand/'),
    ...regional(0.2166, 0.2),
  },
  tableMillionReads: {
    ...quoted('million requests', 'https://aws.amazon.com/dynamodb/pricing/on-demand/'),
    ...regional(0.1355, 0.125),
  },
  tableMillionWrites: {
    ...quoted('million requests', 'https://aws.amazon.com/dynamodb/pricing/on-demand/'),
    ...regional(0.68, 0.625),
  },
  queueMillionRequests: {
    ...remembered('million requests', 'https://aws.amazon.com/sqs/pricing/'),
    ...everywhere(0.4),
  },
  objectGbMonth: {
    ...quoted('month', 'https://aws.amazon.com/s3/pricing/'),
    ...regional(0.025, 0.023),
  },
  objectMillionGets: {
    ...quoted('million requests', 'https://aws.amazon.com/s3/pricing/'),
    ...regional(0.35, 0.4),
  },
  objectMillionPuts: {
    ...quoted('million requests', 'https://aws.amazon.com/s3/pricing/'),
    ...regional(4.5, 5),
  },
  /**
   * By the viewer's location: South Korea, North America. Europe costs the same as North America.
   */
  edgeGb: {
    ...quoted('GB', 'https://aws.amazon.com/cloudfront/pricing/'),
    ...regional(0.12, 0.085),
  },
  /** HTTPS; by the viewer's location. */
  edgeMillionRequests: {
    ...quoted('million requests', 'https://aws.amazon.com/cloudfront/pricing/'),
    ...regional(1.2, 1),
  },
  edgeMillionFunctionRuns: {
    ...quoted('million requests', 'https://aws.amazon.com/cloudfront/pricing/'),
    ...everywhere(0.1),
  },
} as const satisfies Record<string, Price>;

/** Seoul, the default region of the stacks, and the region of AWS's own price examples. */
export type PricedRegion = 'ap-northeast-2' | 'us-east-1';

export interface Price {
  /** US dollars. */
  readonly usd: Readonly<Record<PricedRegion, number>>;
  readonly per: 'hour' | 'month' | 'GB' | 'million requests';
  /** The page with the price. */
  readonly source: string;
  /** Day on which it was read or written down. */
  readonly asOf: string;
  readonly basis: 'quoted' | 'memory';
}

export type PriceName = keyof typeof prices;

/** Hours of a month, as AWS's own calculator counts them. */
export const hoursPerMonth = 730;

/** The price of an hour of an instance type. @throws RangeError for a type not in the table */
export function instancePrice(type: string): PriceName {
  const name = `instance ${type}`;
  if (isPriceName(name)) return name;
  throw new RangeError(`scripts/cost/prices.ts has no price for instance type ${type}: add it`);
}

function isPriceName(name: string): name is PriceName {
  return name in prices;
}

function quoted<const Per extends Price['per']>(per: Per, source: string) {
  return { per, source, asOf: '2026-10-01', basis: 'quoted' } as const;
}

function remembered<const Per extends Price['per']>(per: Per, source: string) {
  return { per, source, asOf: '2026-11-24', basis: 'memory' } as const;
}

function regional(seoul: number, virginia: number) {
  return { usd: { 'ap-northeast-2': seoul, 'us-east-1': virginia } };
}

function everywhere(usd: number) {
  return regional(usd, usd);
}
