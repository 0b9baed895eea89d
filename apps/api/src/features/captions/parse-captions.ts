/**
 * WebVTT and SRT in, clean WebVTT out. Parsers made for players silently drop what they do not
 * understand; somebody who uploads a file wants to be told which line is wrong.
 */

/** One thing wrong with a captions file. */
export interface CaptionFault {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedCaptions {
  /** Clean WebVTT; meaningful only when there are no faults. */
  readonly webvtt: string;
  readonly cues: number;
  readonly faults: readonly CaptionFault[];
}

interface Block {
  /** Number of the first line, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** More would tell the uploader nothing new. */
const maxFaults = 20;
const maxCues = 20_000;

/** `hh:` is optional in WebVTT; SRT uses a comma where WebVTT has a point. */
const timestamp = String.raw`(?:(\d{1,4}):)?(\d{2}):(\d{2})[.,](\d{3})`;
const timing = new RegExp(String.raw`^\s*${timestamp}\s+-->\s+${timestamp}(?:\s+(.*))?$`);

/** Cue settings of WebVTT; anything else after the times (SRT's coordinates) is left out. */
const cueSetting =
  /^(?:vertical:(?:rl|lr)|line:-?\d+(?:\.\d+)?%?(?:,(?:start|center|end))?|position:\d+(?:\.\d+)?%(?:,(?:line-left|center|line-right))?|size:\d+(?:\.\d+)?%|align:(?:start|center|end|left|right))$/;

/** Tags of WebVTT's cue text. Everything else is text, shown as it stands. */
const cueTag = /<(\/?)(b|i|u|c|v|lang|ruby|rt)((?:\.[^\s<>&.]+)*)([ \t][^<>&]*)?>|<[\d:.]+>/gi;

/** Parses captions; the first line tells which of the two formats they are in. */
export function parseCaptions(text: string): ParsedCaptions {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const isWebvtt = /^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '');
  const blocks = blocksOf(lines).slice(isWebvtt ? 1 : 0);
  const faults: CaptionFault[] = [];
  const cues: string[] = [];
  for (const block of blocks) {
    if (faults.length >= maxFaults) break;
    if (isWebvtt && /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(block.lines[0] ?? '')) continue;
    const cue = cueOf(block, faults);
    if (cue) cues.push(cue);
  }
  if (faults.length === 0 && cues.length === 0)
    faults.push({ line: 1, message: 'there is no cue in the file: is it WebVTT or SRT?' });
  if (cues.length > maxCues)
    faults.push({ line: 1, message: `there are more than ${maxCues} cues` });
  return { webvtt: `WEBVTT\n\n${cues.join('\n\n')}\n`, cues: cues.length, faults };
}

/** Runs of lines between blank ones. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let current: string[] = [];
  lines.forEach((line, index) => {
    if (line.trim() !== '') current.push(line);
    const ends = line.trim() === '' || index === lines.length - 1;
    if (!ends || current.length === 0) return;
    const after = line.trim() === '' ? index : index + 1;
    blocks.push({ line: after - current.length + 1, lines: current });
    current = [];
  });
  return blocks;
}

function cueOf(block: Block, faults: CaptionFault[]): string | undefined {
  // The line before the times is a name or SRT's counter, which nothing uses.
  const at = block.lines[0]?.includes('-->') ? 0 : 1;
  const line = block.line + at;
  const times = timing.exec(block.lines[at] ?? '');
  if (!times) {
    const expected = 'expected times such as "00:01:02.500 --> 00:01:04.000"';
    faults.push({ line: Math.min(line, block.line + block.lines.length - 1), message: expected });
    return undefined;
  }
  const start = milliseconds(times.slice(1, 5));
  const end = milliseconds(times.slice(5, 9));
  if (start === undefined || end === undefined) {
    faults.push({ line, message: 'minutes and seconds must be below 60' });
    return undefined;
  }
  if (end <= start) {
    faults.push({ line, message: 'the cue ends before it begins' });
    return undefined;
  }
  const text = block.lines.slice(at + 1);
  const arrow = text.findIndex((one) => one.includes('-->'));
  if (arrow >= 0) {
    faults.push({ line: line + 1 + arrow, message: 'a blank line is missing before this cue' });
    return undefined;
  }
  if (text.length === 0) {
    faults.push({ line, message: 'the cue has no text' });
    return undefined;
  }
  const settings = (times[9] ?? '').split(/\s+/).filter((setting) => cueSetting.test(setting));
  const header = [`${written(start)} --> ${written(end)}`, ...settings].join(' ');
  return [header, ...text.map(cleanText)].join('\n');
}

function milliseconds(parts: readonly (string | undefined)[]): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0, fraction = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  if (minutes > 59 || seconds > 59) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

function written(time: number): string {
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const seconds = Math.floor(time / 1000);
  const hours = Math.floor(seconds / 3600);
  const clock = [hours, Math.floor(seconds / 60) % 60, seconds % 60].map((value) => pad(value));
  return `${clock.join(':')}.${pad(time % 1000, 3)}`;
}

/** Keeps WebVTT's own tags and escapes anything else that looks like markup. */
function cleanText(line: string): string {
  let clean = '';
  let last = 0;
  for (const match of line.matchAll(cueTag)) {
    clean += escaped(line.slice(last, match.index)) + match[0];
    last = match.index + match[0].length;
  }
  return clean + escaped(line.slice(last));
}

function escaped(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt|lrm|rlm|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});)/gi, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\0', '\uFFFD');
}
