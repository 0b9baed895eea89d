import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import { z } from 'zod';

/**
 * Kubernetes versions that this stack was built for, in EKS standard support: in extended support a
 * cluster costs six times as much.
 */
const kubernetesVersions = ['1.34', '1.35'] as const;

/** Regions where every service of the stack is offered, MediaConvert and IVS included. */
const regions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-west-2',
] as const;

/** Days that CloudWatch Logs can keep (PutRetentionPolicy, API reference). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** Lambda takes 4 KB of environment variables (Lambda Developer Guide, "Lambda quotas"): half of it. */
const maxBlockedBytes = 2_000;

/** Reserved names, which nobody can own (RFC 2606, RFC 6761). */
const reserved = /(^|\.)(example|invalid|localhost|test|example\.(com|net|org))$/;

const domainName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * x86-64 only, because the images are built for it; burstable and general sizes that the charts fit
 * on.
 */
const instanceType =
  /^(m5|m5a|m6i|m6a|m7i|m7a|c5|c6i|c7i|r5|r6i|r7i|t3|t3a)\.(medium|large|xlarge|2xlarge|4xlarge)$/;

/**
 * A /16 to /20: room for three zones of public and private subnets with an address for each pod.
 */
const vpcCidr = /^(10|172|192)(\.\d{1,3}){3}\/(1[6-9]|20)$/;

const cidr = z.string().refine(isCidr, 'must be an IPv4 block such as 203.0.113.0/24');

const days = z.number().refine((value) => retentionDays.some((allowed) => allowed === value), {
  error: `must be one that CloudWatch Logs takes: ${retentionDays.join(', ')}`,
});

/**
 * Every key of the stack's configuration, by its name after `tidecast:`. docs/deploy.md is
 * generated from their descriptions (`npm run generate`).
 */
export const configSchema = z
  .strictObject({
    /** `aws:region`: the region of everything but what belongs to CloudFront, which is global. */
    region: z.enum(regions).describe(`one of ${regions.map((name) => `\`${name}\``).join(', ')}`),

    /** The site's own domain, such as `video.acme.com`; the API and the dashboards get names in it. */
    domain: z
      .string()
      .regex(domainName, 'must be a domain name in lower case, such as video.acme.com')
      .refine((value) => !reserved.test(value), {
        error: 'is a placeholder: set a domain that you own',
      })
      .describe("the site's own name"),
    /** Route 53 zone of the domain. Absent: a zone is made, and its name servers are an output. */
    hostedZoneId: z
      .string()
      .regex(/^Z[A-Z0-9]{5,31}$/, 'must be a hosted zone id such as Z0123456789ABCDEFGHIJ')
      .optional()
      .describe('Route 53 zone that holds the domain; without it one is made'),

    /** https address of the GitHub repository that Argo CD reads and the workflows run in. */
    gitRepo: z
      .string()
      .regex(
        /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/,
        'must be https://github.com/<owner>/<name>, without .git',
      )
      .refine((value) => !value.includes('/your-organisation/'), {
        error: 'is a placeholder: set the repository that you pushed this project to',
      })
      .describe('`https://github.com/<owner>/<name>`, spelt as GitHub spells it'),
    gitRevision: z
      .string()
      .regex(/^[\w./-]+$/, 'must be a branch name')
      .refine((value) => value !== 'HEAD', { error: 'must be a branch name, not HEAD' })
      .default('main')
      .describe('branch that is rolled out'),

    /**
     * How GitHub's tokens name the repository, such as `repo:acme@1234/tidecast@5678`: what
     * `gh api repos/<owner>/<name>/actions/oidc/customization/sub --jq .sub_claim_prefix` prints.
     * Absent: `repo:<owner>/<name>`, which is right for repositories made before 15 July 2026 alone.
     */
    githubSubject: z
      .string()
      .regex(
        /^repo:[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/,
        'must be what GitHub names the repository by, such as repo:acme@1234/tidecast@5678',
      )
      .optional()
      .describe("how GitHub's tokens name a repository made after 15 July 2026: see below"),
    /**
     * An account has one provider for GitHub's tokens. `create`: this stack makes it, and takes it
     * along when it is destroyed. `existing`: another stack did.
     */
    githubProvider: z
      .enum(['create', 'existing'])
      .default('create')
      .describe('`existing` for every stack of an account but the first'),

    /** Who is mailed about money, and who may sign in to Argo CD and Grafana. */
    adminEmails: z
      .array(
        z
          .email('must be an e-mail address')
          .refine((value) => !reserved.test(value.split('@')[1] ?? ''), {
            error: 'is a placeholder: set an address that somebody reads',
          }),
      )
      .min(1, 'must name at least one address')
      .describe('who is mailed about money, and signs in to Argo CD and Grafana'),
    /** IAM roles and users, by ARN, that administer the cluster besides whoever runs `pulumi up`. */
    clusterAdmins: z
      .array(
        z
          .string()
          .regex(/^arn:[\w-]+:iam::\d{12}:(role|user)\/.+$/, 'must be the ARN of a role or user'),
      )
      .default([])
      .describe('ARNs of roles and users that administer the cluster besides you; never your own'),

    kubernetesVersion: z.enum(kubernetesVersions).default('1.35').describe('one that EKS supports'),
    /** From where the cluster's API may be reached; every call must be signed by IAM besides. */
    clusterEndpointCidrs: z
      .array(cidr)
      .min(1)
      .default(['0.0.0.0/0'])
      .describe("from where the cluster's API may be reached; every call is signed besides"),

    /** Addresses of the VPC; must not overlap with a network it is ever to be joined to. */
    vpcCidr: z
      .string()
      .regex(vpcCidr, 'must be a private block of /16 to /20, such as 10.20.0.0/16')
      .refine(isPrivateCidr, 'must be a private block of /16 to /20, such as 10.20.0.0/16')
      .default('10.20.0.0/16')
      .describe('addresses of the network'),
    /** `single`: one NAT gateway, and with its zone the others lose the internet. `per-zone`: three. */
    nat: z
      .enum(['single', 'per-zone'])
      .default('single')
      .describe('`per-zone` survives the loss of a zone, at three times the price'),

    nodeInstanceType: z
      .string()
      .regex(instanceType, 'must be an x86-64 instance type such as m5.large')
      .default('m5.large')
      .describe('any x86-64 type that the charts fit on'),
    nodeMin: z
      .int()
      .min(2, 'must be at least 2: replicas stand on different nodes')
      .max(50)
      .default(2)
      .describe('nodes that always run'),
    nodeMax: z
      .int()
      .min(2)
      .max(100)
      .default(6)
      .describe(
        'nodes at most, which hold ten pods of the API (`npm run capacity`); equal to `nodeMin`, no spare node is kept',
      ),
    accessInstanceType: z
      .string()
      .regex(instanceType, 'must be an x86-64 instance type such as t3.medium')
      .default('t3.medium')
      .describe('the instance reached through Session Manager'),

    /** Mails `adminEmails` at 80 % and 100 % of it, and when the forecast exceeds it. */
    monthlyBudgetUsd: z
      .number()
      .positive()
      .describe('mails at 80 % and 100 %, and when the forecast exceeds it'),
    /** Slack's webhook, encrypted by `npm run encrypt-secret`. Absent: nothing is said in Slack. */
    slackWebhookCiphertext: z
      .base64('must be the base64 that `npm run encrypt-secret` prints')
      .optional()
      .describe("Slack's webhook, encrypted: see step 8; without it alarms are mailed"),

    dailyEncodeMinutes: z
      .number()
      .positive()
      .default(usualDailyEncodeMinutes)
      .describe('minutes of video one owner may encode a day'),

    /** Besides those that the review knows: apps/live/src/review/text-rules.ts. */
    chatBlockedWords: z
      .array(z.string().regex(/^[^,\s]([^,]*[^,\s])?$/, 'must be a word or words, without a comma'))
      .refine((words) => Buffer.byteLength(words.join(',')) <= maxBlockedBytes, {
        error: `must be ${maxBlockedBytes} bytes at most, all together`,
      })
      .default([])
      .describe('words that no chat message may hold, besides those that spam is known by'),

    /**
     * True: what holds people's data cannot be deleted by mistake. False: `pulumi destroy` leaves
     * nothing behind, buckets are emptied.
     */
    protect: z.boolean().describe("true: what holds people's data cannot be deleted by mistake"),
    logRetentionDays: days.default(30).describe('days that logs are kept'),
    /** Where CloudFront answers from: `PriceClass_All` is everywhere. */
    priceClass: z
      .enum(['PriceClass_100', 'PriceClass_200', 'PriceClass_All'])
      .default('PriceClass_200')
      .describe('where CloudFront answers from; `PriceClass_All` is everywhere'),
  })
  .refine(({ nodeMin, nodeMax }) => nodeMin <= nodeMax, {
    path: ['nodeMin'],
    error: 'must not be above nodeMax',
  });

export type StackConfig = z.output<typeof configSchema>;

/** Whether the value of a key is text rather than a list, a number or a boolean. */
export function takesText(key: string): boolean {
  const schema = Object.entries(configSchema.shape).find(([name]) => name === key)?.[1];
  const json = schema && z.toJSONSchema(schema, { io: 'input' });
  return json?.type === 'string';
}

/**
 * Checks a whole configuration.
 *
 * @param raw - values by key, without the project's prefix; `region` is `aws:region`
 * @throws Error with a line for each key that is missing, unknown or wrong: its name, its value and
 *   what is valid
 */
export function parseConfig(raw: Readonly<Record<string, unknown>>): StackConfig {
  const result = configSchema.safeParse(raw);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `  ${fullName(key)}: is not a key of this project`);
    }
    const [key = '', ...rest] = issue.path;
    const value = rest.reduce<unknown>(
      (from, part) => (typeof from === 'object' && from ? Reflect.get(from, part) : undefined),
      raw[String(key)],
    );
    const name = [fullName(String(key)), ...rest].join('.');
    if (value === undefined) return [`  ${name}: is missing; ${issue.message}`];
    return [`  ${name}: ${JSON.stringify(value)} ${issue.message}`];
  });
  throw new Error(`The stack's configuration cannot be used:\n${lines.join('\n')}`);
}

function fullName(key: string): string {
  return key === 'region' ? 'aws:region' : `tidecast:${key}`;
}

function isCidr(text: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return false;
  const [bytes, bits] = [match.slice(1, 5).map(Number), Number(match[5])];
  return bytes.every((byte) => byte <= 255) && bits <= 32;
}

/** RFC 1918. */
function isPrivateCidr(text: string): boolean {
  if (!isCidr(text)) return false;
  const [a = 0, b = 0] = text.split('.').map(Number);
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
}
