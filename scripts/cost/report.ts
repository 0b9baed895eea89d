import type { Recording } from '../../infra/recording/recorder.ts';
import { encodingPrices } from '../../packages/encoding/src/prices.ts';
import { cluster, viewing } from './assumptions.ts';
import type { Charge } from './charges.ts';
import { encodingCost, sourceSizes } from './encoding.ts';
import { idleCharges, monthlyCost } from './idle.ts';
import { markdownTable } from './markdown-table.ts';
import { type PricedRegion, type PriceName, prices } from './prices.ts';
import { mixes, useCost, uses } from './viewing.ts';

export interface Recordings {
  readonly dev: Recording;
  readonly prod: Recording;
}

const lineLength = 100;
const stacks = ['dev', 'prod'] as const;
const regions = ['ap-northeast-2', 'us-east-1'] as const satisfies readonly PricedRegion[];
const regionNames: Readonly<Record<PricedRegion, string>> = {
  'ap-northeast-2': 'Seoul',
  'us-east-1': 'N. Virginia',
};
const viewerPlaces: Readonly<Record<PricedRegion, string>> = {
  'ap-northeast-2': 'Korea',
  'us-east-1': 'North America',
};

/** What the stacks cost, as Markdown: idle, for viewers, and for encoding. */
export function costReport(recordings: Recordings): string {
  return [
    '### Each month, with nobody watching',
    idleTable(recordings),
    notes(
      `US dollars, ${regions.map((region) => `${regionNames[region]} is \`${region}\``).join(', ')}. A price with * is from memory: check it.`,
      `The lines under *assumed* are not made by the program but by Argo CD's charts: ${cluster.loadBalancers} load balancers, ${cluster.spareNodes} node that the overprovisioner keeps free, ${cluster.claimedGb} GB of volumes. The logs are assumed as well, by \`scripts/cost/assumptions.ts\`.`,
      'Nothing is taken off for free tiers. CloudFront, S3, Lambda, SNS, EventBridge, MediaConvert and Cognito (up to 10,000 users a month) cost nothing until they are used.',
    ),
    '### For 1,000 hours of watching',
    viewingTable(recordings.prod),
    notes(
      `A ceiling: every rendition counts as large as its cap, and real video lies below. *Mixed* is 40 % 1080p, 40 % 720p, 20 % 540p. ${percent(viewing.hitRatio)} of the segments are in the edge's cache, a session lasts ${viewing.sessionMinutes} minutes.`,
      'No media passes a NAT gateway or the cluster, and what S3 sends to CloudFront is free. The first 1 TB, 10 million requests and 2 million function runs of a month, which AWS gives to every account, are not taken off.',
    ),
    '### For one hour of source video',
    encodingTable(),
    notes(
      `MediaConvert by the price table of \`packages/encoding\` (${encodingPrices.region}, ${encodingPrices.asOf}, Basic tier); other regions cost more. Up to 30 frames a second; up to 60 cost twice as much. The same estimate is shown before an upload.`,
      'The uploaded file is kept besides: it moves to cheaper classes of S3 after 30 and 90 days.',
    ),
  ].join('\n\n');
}

function idleTable(recordings: Recordings): string {
  const charges = {
    dev: idleCharges(recordings.dev),
    prod: idleCharges(recordings.prod),
  };
  const header = [
    'item',
    ...stacks.flatMap((stack) => [stack, ...regions.map((region) => regionNames[region])]),
  ];
  const rows = (part: 'recorded' | 'assumed') => {
    const items = new Set(stacks.flatMap((stack) => charges[stack][part].map(({ item }) => item)));
    return [...items]
      .map((item) => ({
        item,
        found: stacks.map((stack) => charges[stack][part].find((charge) => charge.item === item)),
      }))
      .sort((a, b) => costOf(b.found[1] ?? b.found[0]) - costOf(a.found[1] ?? a.found[0]))
      .map(({ item, found }) => [item, ...found.flatMap(cells)]);
  };
  const all = (stack: (typeof stacks)[number]) => [
    ...charges[stack].recorded,
    ...charges[stack].assumed,
  ];
  const total = stacks.flatMap((stack) => [
    '',
    ...regions.map((region) => bold(dollars(sum(all(stack).map((c) => monthlyCost(c, region)))))),
  ]);
  return markdownTable(header, [
    ...rows('recorded'),
    ['*assumed*'],
    ...rows('assumed'),
    [bold('together'), ...total],
  ]);
}

function cells(charge: Charge | undefined): string[] {
  if (!charge) return ['', ...regions.map(() => '')];
  return [
    quantity(charge.quantity),
    ...regions.map((region) => dollars(monthlyCost(charge, region)) + mark(charge.price)),
  ];
}

function costOf(charge: Charge | undefined): number {
  return charge ? monthlyCost(charge, 'ap-northeast-2') : 0;
}

function viewingTable(recording: Recording): string {
  const used = mixes.map((mix) => uses(mix, recording));
  const items = used[0]?.map(({ item }) => item) ?? [];
  const header = ['item', ...mixes.map(({ name }) => name)];
  const rows = items.map((item, row) => [
    item,
    ...used.map((use) => quantity(use[row]?.quantity ?? 0)),
  ]);
  const totals = regions.map((region) => [
    `**US dollars, viewers in ${viewerPlaces[region]}**`,
    ...used.map((use) => bold(dollars(sum(use.map((one) => useCost(one, region)))))),
  ]);
  return markdownTable(header, [...rows, ...totals]);
}

function encodingTable(): string {
  const costs = sourceSizes.map((size) => encodingCost(size, 'ap-northeast-2'));
  return markdownTable(
    ['', ...sourceSizes.map(({ name }) => name)],
    [
      ['renditions', ...costs.map(({ renditions }) => String(renditions))],
      ['MediaConvert, US dollars', ...costs.map(({ encode }) => bold(dollars(encode)))],
      ['writing to S3, US dollars', ...costs.map(({ write }) => dollars(write))],
      ['size of the renditions at most, GB', ...costs.map(({ gigabytes }) => quantity(gigabytes))],
      ['keeping them, US dollars a month', ...costs.map(({ keepMonth }) => dollars(keepMonth))],
    ],
  );
}

function mark(price: PriceName): string {
  return prices[price].basis === 'memory' ? ' *' : '';
}

function notes(...paragraphs: readonly string[]): string {
  return paragraphs.map(wrapped).join('\n\n');
}

/** Wraps at the line length of the documents. */
function wrapped(paragraph: string): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > lineLength) lines.push(word);
    else lines.splice(-1, 1, line);
  }
  return lines.join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function bold(text: string): string {
  return `**${text}**`;
}

function dollars(value: number): string {
  return value.toFixed(2);
}

/** Integers as they are, otherwise three significant digits. */
function quantity(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function percent(part: number): string {
  return `${part * 100} %`;
}
