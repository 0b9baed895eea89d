import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import { parse } from 'yaml';
import { readConfig } from './config.ts';
import { parseConfig } from './config-schema.ts';
import { record } from './recording/recorder.ts';

const good = {
  region: 'ap-northeast-2',
  domain: 'video.acme.com',
  gitRepo: 'https://github.com/acme/tidecast',
  adminEmails: ['ops@acme.com'],
  monthlyBudgetUsd: 400,
  protect: false,
};

test('the least configuration is completed with the documented defaults', () => {
  expect(parseConfig(good)).toMatchObject({
    ...good,
    gitRevision: 'main',
    githubProvider: 'create',
    clusterAdmins: [],
    kubernetesVersion: '1.35',
    clusterEndpointCidrs: ['0.0.0.0/0'],
    vpcCidr: '10.20.0.0/16',
    nat: 'single',
    nodeInstanceType: 'm5.large',
    nodeMin: 2,
    nodeMax: 6,
    accessInstanceType: 't3.medium',
    dailyEncodeMinutes: usualDailyEncodeMinutes,
    chatBlockedWords: [],
    logRetentionDays: 30,
    priceClass: 'PriceClass_200',
  });
});

describe('what cannot be used is refused with the key, the value and what would do', () => {
  const cases: [name: string, change: Record<string, unknown>, lines: RegExp[]][] = [
    [
      'a URL for a domain',
      { domain: 'https://acme.com' },
      [/tidecast:domain: "https:\/\/acme.com" must be a domain name .* such as/],
    ],
    [
      'a placeholder domain',
      { domain: 'tidecast.example.com' },
      [/tidecast:domain: "tidecast.example.com" is a placeholder: set a domain/],
    ],
    [
      'a public block',
      { vpcCidr: '8.8.0.0/16' },
      [/tidecast:vpcCidr: "8.8.0.0\/16" must be a private block of \/16 to \/20/],
    ],
    [
      'a block too small',
      { vpcCidr: '10.0.0.0/24' },
      [/tidecast:vpcCidr: "10.0.0.0\/24" must be a private block/],
    ],
    [
      'a block that is none',
      { vpcCidr: '10.300.0.0/16' },
      [/tidecast:vpcCidr: "10.300.0.0\/16" must be a private block/],
    ],
    [
      'min above max',
      { nodeMin: 5, nodeMax: 3 },
      [/tidecast:nodeMin: 5 must not be above nodeMax/],
    ],
    [
      'two blocked words in one',
      { chatBlockedWords: ['low tide', 'ebb,flow'] },
      [/tidecast:chatBlockedWords.1: "ebb,flow" must be a word or words, without a comma/],
    ],
    [
      'more blocked words than Lambda takes',
      { chatBlockedWords: Array.from({ length: 500 }, (_, index) => `word${index}`) },
      [/tidecast:chatBlockedWords: .* must be 2000 bytes at most, all together/],
    ],
    ['one node', { nodeMin: 1 }, [/tidecast:nodeMin: 1 must be at least 2/]],
    [
      'an instance type of another processor',
      { nodeInstanceType: 'm7g.large' },
      [/tidecast:nodeInstanceType: "m7g.large" must be an x86-64 instance type such as m5.large/],
    ],
    [
      'a Kubernetes version of the past',
      { kubernetesVersion: '1.24' },
      [/tidecast:kubernetesVersion: "1.24" .*"1.35"/],
    ],
    [
      'an address that is none',
      { adminEmails: ['ops@acme.com', 'nobody'] },
      [/tidecast:adminEmails.1: "nobody" must be an e-mail address/],
    ],
    [
      'a placeholder address',
      { adminEmails: ['you@example.com'] },
      [/tidecast:adminEmails.0: "you@example.com" is a placeholder/],
    ],
    [
      'a placeholder repository',
      { gitRepo: 'https://github.com/your-organisation/tidecast' },
      [/tidecast:gitRepo: .* is a placeholder/],
    ],
    [
      'a branch that moves',
      { gitRevision: 'HEAD' },
      [/tidecast:gitRevision: "HEAD" must be a branch name, not HEAD/],
    ],
    [
      'a subject without a repository',
      { githubSubject: 'acme/tidecast' },
      [/tidecast:githubSubject: "acme\/tidecast" must be what GitHub names the repository by/],
    ],
    [
      'a region without MediaConvert and IVS',
      { region: 'eu-north-1' },
      [/aws:region: "eu-north-1"/],
    ],
    [
      'days that CloudWatch has not',
      { logRetentionDays: 10 },
      [/tidecast:logRetentionDays: 10 must be one that CloudWatch Logs takes: 1, 3, 5/],
    ],
    [
      'a key that is misspelt',
      { nodesMax: 9 },
      [/tidecast:nodesMax: is not a key of this project/],
    ],
    ['a key that is missing', { protect: undefined }, [/tidecast:protect: is missing/]],
    ['two at once', { domain: 'x', nodeMax: 1 }, [/tidecast:domain: "x"/, /tidecast:nodeMax: 1/]],
  ];
  test.each(cases)('%s', (_name, change, lines) => {
    const given = Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined);
    const attempt = () => parseConfig(Object.fromEntries(given));
    for (const line of lines) expect(attempt).toThrow(line);
  });
});

test.each(['dev', 'prod'])(
  'the committed %s stack is refused for its placeholders alone',
  (name) => {
    const { config } = parse(
      readFileSync(new URL(`../Pulumi.${name}.yaml`, import.meta.url), 'utf8'),
    );
    const raw = Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key.slice(key.indexOf(':') + 1), value]),
    );
    let message = '';
    try {
      parseConfig(raw);
    } catch (error) {
      message = String(error);
    }
    const lines = message.split('\n').slice(1);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/is a placeholder: set /);
  },
);

test('values are read as Pulumi hands them over: text as it is, all else as JSON', async () => {
  const config = {
    'tidecast:domain': '163.com',
    'tidecast:gitRepo': good.gitRepo,
    'tidecast:gitRevision': '2026.10',
    'tidecast:adminEmails': '["ops@acme.com"]',
    'tidecast:kubernetesVersion': '1.35',
    'tidecast:monthlyBudgetUsd': '400',
    'tidecast:protect': 'false',
  };
  const { outputs } = await record(readConfig, { config });
  expect(outputs).toMatchObject({
    region: 'ap-northeast-2',
    domain: '163.com',
    gitRevision: '2026.10',
    adminEmails: ['ops@acme.com'],
    kubernetesVersion: '1.35',
    monthlyBudgetUsd: 400,
    protect: false,
  });
  await expect(
    record(readConfig, { config: { ...config, 'tidecast:nodeMin': 'two' } }),
  ).rejects.toThrow('tidecast:nodeMin: "two"');
});
