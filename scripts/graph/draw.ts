import {
  type Layout,
  layOut,
  type PlacedLine,
  type Placing,
  type Rectangle,
  type Size,
} from './layout.ts';

/** A box of a picture. */
export interface Box {
  readonly title: string;
  readonly lines: readonly string[];
  /** Number in its corner. */
  readonly corner?: string;
  /** Tinted for our own code, dark for people. */
  readonly look?: 'code' | 'people';
}

export interface Arrow {
  /** Title of a box. */
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

export interface Picture {
  readonly title: string;
  /** Text alternative for screen readers. */
  readonly description: string;
  /** In reading order. */
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly placing: Placing;
  /** Lines below it. */
  readonly caption: readonly string[];
}

const font = { title: 15, text: 12.5, line: 17 } as const;
/**
 * Widths of a letter of system-ui relative to the font size, on the wide side because fonts differ
 * between machines.
 */
const letter = { title: 0.6, text: 0.54 } as const;
const padding = 15;
const narrowest = 132;
const margin = 28;

/** Colours for light and dark systems. */
const style = `
.p{fill:#fff}.b{fill:#f4fafb;stroke:#3b6f7d;stroke-width:1.5}.s{fill:#dcedf1;stroke:#3b6f7d;stroke-width:1.5}.e{fill:#0f3540;stroke:#0f3540}
.t{fill:#0f2d36;font-weight:600}.u{fill:#44626b;font-size:${font.text}px}.n{fill:#5c7981;font-size:${font.text}px;text-anchor:end}
.v{fill:#fff;font-weight:600}.w{fill:#bfe0e6;font-size:${font.text}px}
.l{fill:none;stroke:#3b6f7d;stroke-width:1.6;marker-end:url(#a)}.h{fill:#3b6f7d}
@media (prefers-color-scheme:dark){
.p{fill:#0b1a20}.b{fill:#10262e;stroke:#5b98a8}.s{fill:#17414e;stroke:#5b98a8}.e{fill:#cfe6eb;stroke:#cfe6eb}
.t{fill:#e8f4f6}.u{fill:#b3ced5}.n{fill:#8fb0b9}.v{fill:#0f2d36}.w{fill:#2c5560}.l{stroke:#5b98a8}.h{fill:#5b98a8}
}`;

const looks = {
  plain: { box: 'b', title: 't', text: 'u' },
  code: { box: 's', title: 't', text: 'u' },
  people: { box: 'e', title: 'v', text: 'w' },
} as const;

/**
 * A picture as SVG, light or dark like the reader's system. The same picture always gives the same
 * text.
 *
 * @throws Error for an arrow from or to a missing box
 */
export async function draw(picture: Picture): Promise<string> {
  const { title, description, boxes, arrows, placing, caption } = picture;
  const layout = await layOut(
    new Map(boxes.map((box) => [box.title, sizeOf(box)])),
    arrows.map(({ from, to, label }) => ({
      ...{ from, to },
      ...(label !== undefined && {
        label: { text: label, width: widthOf(label), height: font.line },
      }),
    })),
    placing,
  );
  const captionWidth = Math.max(0, ...caption.map(widthOf)) + 2 * margin;
  const width = Math.ceil(Math.max(layout.width, captionWidth));
  const below = caption.length > 0 ? caption.length * font.line + 10 : 0;
  const height = Math.ceil(layout.height + below);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="${font.title}">`,
    `<title id="t">${escaped(title)}</title>`,
    `<desc id="d">${escaped(description)}</desc>`,
    '<!-- Made by `npm run generate`. -->',
    `<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="h" d="M0 0 10 5 0 10z"/></marker><style>${style}\n</style></defs>`,
    `<rect class="p" width="${width}" height="${height}" rx="16"/>`,
    ...arrows.map((arrow, index) => drawnArrow(arrow, layout.lines[index])),
    ...boxes.map((box) => drawnBox(box, placeOf(box, layout))),
    ...caption.map((line, index) =>
      text('u', { x: margin, y: layout.height + 6 + index * font.line }, line),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function placeOf({ title }: Box, { boxes }: Layout): Rectangle {
  const place = boxes.get(title);
  if (!place) throw new Error(`${title} has no place`);
  return place;
}

function sizeOf({ title, lines, corner = '' }: Box): Size {
  const head = `${title}${corner && `   ${corner}`}`.length * font.title * letter.title;
  const widest = Math.max(head, ...lines.map(widthOf));
  return {
    width: Math.ceil(Math.max(narrowest, 2 * padding + widest)),
    height: 2 * padding + font.title + lines.length * font.line,
  };
}

function drawnBox({ title, lines, corner, look }: Box, { x, y, width, height }: Rectangle) {
  const classes = looks[look ?? 'plain'];
  const left = x + padding;
  const first = y + padding + font.title - 3;
  return [
    `<rect class="${classes.box}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="12"/>`,
    text(classes.title, { x: left, y: first }, title),
    ...(corner === undefined ? [] : [text('n', { x: x + width - padding, y: first }, corner)]),
    ...lines.map((line, index) =>
      text(classes.text, { x: left, y: first + 4 + (index + 1) * font.line }, line),
    ),
  ].join('');
}

function drawnArrow({ label }: Arrow, line: PlacedLine | undefined): string {
  if (!line) throw new Error('an arrow has no place');
  const curves = line.curves.map(
    (points) => `C${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join(' ')}`,
  );
  const path = `<path class="l" d="M${round(line.start.x)} ${round(line.start.y)}${curves.join('')}"/>`;
  if (label === undefined || !line.label) return path;
  const { x, y } = line.label;
  return path + text('u', { x, y: y + font.text }, label);
}

function text(kind: string, { x, y }: { readonly x: number; readonly y: number }, content: string) {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}">${escaped(content)}</text>`;
}

/** The width of a line of small text. */
function widthOf(line: string): number {
  return line.length * font.text * letter.text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
