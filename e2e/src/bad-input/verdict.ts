import type { SiteVideo } from '../../../local/src/start/site-client.ts';
import type { BadInput } from './bad-input.ts';
import type { Plays } from './expectation.ts';

/** What became of an upload. `refused`: the API would not take it; `stuck`: it never settled. */
export interface Verdict {
  readonly input: BadInput;
  readonly outcome: 'ready' | 'failed' | 'refused' | 'stuck';
  /** Absent when the API refused to register it. */
  readonly videoId?: string;
  readonly code?: string;
  /** What the person reads. */
  readonly reason?: string;
  readonly media?: NonNullable<SiteVideo['media']>;
  /** From the first request to the settled state, in seconds. */
  readonly seconds: number;
}

/** Seconds that an encode may differ from its source: a frame, and sound's priming and padding. */
const durationTolerance = 0.35;
/** Sides are rounded to even numbers, so shapes differ by this share at the smallest rung. */
const shapeTolerance = 0.02;

/** What is wrong with a verdict, as sentences; empty when it is as expected. */
export function complaints({ input, outcome, code, reason, media }: Verdict): string[] {
  const { expected } = input;
  if (expected.outcome === 'fails') {
    if (outcome !== 'failed' && outcome !== 'refused') return [`should fail, but is ${outcome}`];
    const known = code !== undefined && expected.codes.includes(code);
    return [
      ...(known ? [] : [`failed with ${code} instead of ${expected.codes.join(' or ')}`]),
      ...(reason ? [] : ['gives no reason']),
    ];
  }
  if (outcome !== 'ready' || !media) {
    return [`should play, but is ${outcome}${code ? ` with ${code}: ${reason}` : ''}`];
  }
  return mediaComplaints(expected, media);
}

function mediaComplaints(expected: Plays, media: NonNullable<SiteVideo['media']>): string[] {
  const found: string[] = [];
  const rungs = media.renditions.map(({ rung }) => rung).sort((a, b) => b - a);
  if (rungs.join() !== expected.rungs.join()) {
    found.push(`has rungs ${rungs.join()} instead of ${expected.rungs.join()}`);
  }
  const shape = expected.display.width / expected.display.height;
  for (const { rung, width, height } of media.renditions) {
    if (Math.abs(width / height / shape - 1) > shapeTolerance) {
      found.push(`rung ${rung} is ${width}x${height}: another shape than the source`);
    }
    if (width > expected.display.width + 1 || height > expected.display.height + 1) {
      found.push(`rung ${rung} is ${width}x${height}: above the source`);
    }
  }
  if (Math.abs(media.duration - expected.duration) > durationTolerance) {
    found.push(`lasts ${media.duration} s instead of ${expected.duration.toFixed(2)} s`);
  }
  return found;
}

/** The verdicts as a Markdown table; `problems` by the input's name. */
export function verdictTable(
  verdicts: readonly Verdict[],
  problems: ReadonlyMap<string, readonly string[]>,
): string {
  const rows = verdicts.map((verdict) => {
    const { input, outcome, code, reason, media, seconds } = verdict;
    const result = outcome === 'ready' ? sizes(media) : `${code ?? ''}: ${reason ?? ''}`;
    const wrong = problems.get(input.name) ?? [];
    return [
      input.name,
      outcome === 'ready' && wrong.length === 0 ? 'plays' : outcome,
      result,
      media ? media.renditions.map(({ rung }) => rung).join(' ') : '',
      seconds.toFixed(1),
      wrong.length === 0 ? 'yes' : `NO: ${wrong.join('; ')}`,
    ];
  });
  const header = ['file', 'outcome', 'reason or size', 'rungs', 's', 'as expected'];
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function sizes(media: Verdict['media']): string {
  const top = media?.renditions.toSorted((a, b) => b.rung - a.rung)[0];
  return top && media ? `${top.width}x${top.height}, ${media.duration.toFixed(2)} s` : '';
}
