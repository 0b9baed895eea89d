/** A preview picture for a span of the video: a whole image, or a rectangle of a sheet. */
export interface StoryboardCue {
  /** Seconds, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly url: string;
  /** In pixels of the image; absent for the whole image. */
  readonly area?: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
}

const timing = /^((?:\d+:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d{2}:\d{2}\.\d{3})/;

function seconds(timestamp: string): number {
  return timestamp.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

/**
 * Reads a WebVTT storyboard: each cue's text is the address of an image, relative to the file's
 * own, with `#xywh=x,y,w,h` where it is part of a sheet (W3C Media Fragments). Cues that are
 * broken are left out.
 *
 * @param baseUrl - absolute address of the file
 */
export function parseStoryboard(text: string, baseUrl: string): StoryboardCue[] {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n{2,}/);
  return blocks
    .flatMap((block) => {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => timing.test(line));
      const [, start, end] = timing.exec(lines[at] ?? '') ?? [];
      const target = lines[at + 1]?.trim();
      return start && end && target ? [toCue(seconds(start), seconds(end), target, baseUrl)] : [];
    })
    .filter((cue) => cue !== undefined)
    .sort((a, b) => a.start - b.start);
}

function toCue(start: number, end: number, target: string, baseUrl: string) {
  if (end <= start || !URL.canParse(target, baseUrl)) return undefined;
  const url = new URL(target, baseUrl);
  const fragment = /^#xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)$/.exec(url.hash);
  url.hash = '';
  const [, x, y, w, h] = fragment?.map(Number) ?? [];
  const area = x !== undefined && y !== undefined && w && h ? { area: { x, y, w, h } } : undefined;
  return { start, end, url: url.href, ...area };
}

/** The picture for a moment: the cue that holds it, else the last before it. */
export function cueAt(cues: readonly StoryboardCue[], time: number): StoryboardCue | undefined {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle]?.start ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return cues[Math.max(0, low - 1)];
}
