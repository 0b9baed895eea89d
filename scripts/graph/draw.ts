import { layer, linksOf } from './layers.ts';
import { type Box, type Placement, place, type Size } from './place.ts';
import type { ComponentNode, StackGraph } from './stack-graph.ts';

const font = { title: 15, text: 12.5, line: 17 } as const;
/**
 * Widths of a letter of system-ui, as parts of the font's size: on the wide side, for fonts differ
 * from machine to machine.
 */
const letter = { title: 0.6, text: 0.54 } as const;
const padding = 15;
const narrowest = 132;
const spacing = { margin: 28, column: 46, row: 20 } as const;
/** Between arrows at the side of a box. */
const portGap = 13;
/** What the arrow's head takes. */
const head = 2;

/** Colours and strokes of docs/images/architecture.svg, and the same by night. */
const style = `
.p{fill:#fff}.b{fill:#f4fafb;stroke:#3b6f7d;stroke-width:1.5}.s{fill:#dcedf1;stroke:#3b6f7d;stroke-width:1.5}
.t{fill:#0f2d36;font-weight:600}.u{fill:#44626b;font-size:${font.text}px}.n{fill:#5c7981;font-size:${font.text}px;text-anchor:end}
.l{fill:none;stroke:#3b6f7d;stroke-width:1.6;marker-end:url(#a)}.h{fill:#3b6f7d}
@media (prefers-color-scheme:dark){
.p{fill:#0b1a20}.b{fill:#10262e;stroke:#5b98a8}.s{fill:#17414e;stroke:#5b98a8}
.t{fill:#e8f4f6}.u{fill:#b3ced5}.n{fill:#8fb0b9}.l{stroke:#5b98a8}.h{fill:#5b98a8}
}`;

/**
 * The picture of a stack as SVG: what is needed first stands on the left. Light or dark as the
 * reader's system is. The same graph always gives the same text.
 */
export function draw({ nodes, arrows }: StackGraph, { stack }: { readonly stack: string }): string {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const layers = layer(
    nodes.map(({ name }) => name),
    arrows,
  );
  const placement = place(layers, (name) => sizeOf(byName.get(name)), spacing);
  const total = nodes.reduce((sum, { size }) => sum + size, 0);
  const caption = [
    `The ${total} resources of the ${stack} stack. A box is a component under infra/, and says how many resources it holds.`,
    'An arrow leads from what is made first to what needs it; what follows from other arrows is left out. Tinted: code runs there.',
  ];
  const width = Math.ceil(Math.max(placement.width, captionWidth(caption)));
  const height = Math.ceil(placement.height + caption.length * font.line + 10);
  const needs = arrows.map(({ from, to }) => `${to} needs ${from}`).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="${font.title}">`,
    '<title id="t">Tidecast on AWS: what the stack makes, component by component</title>',
    `<desc id="d">${escaped(needs)}.</desc>`,
    '<!-- Made by `npm run generate`. -->',
    `<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="h" d="M0 0 10 5 0 10z"/></marker><style>${style}\n</style></defs>`,
    `<rect class="p" width="${width}" height="${height}" rx="16"/>`,
    ...paths(layers.routes, placement),
    ...nodes.map((node) => box(node, placement.boxes.get(node.name))),
    ...caption.map(
      (line, index) =>
        `<text class="u" x="${spacing.margin}" y="${round(placement.height + 6 + index * font.line)}">${escaped(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function sizeOf(node: ComponentNode | undefined): Size {
  if (!node) return { width: 0, height: 0 };
  const title = `${node.name}   ${node.size}`.length * font.title * letter.title;
  const longest = Math.max(0, ...node.contents.map((line) => line.length));
  return {
    width: Math.ceil(
      Math.max(narrowest, 2 * padding + Math.max(title, longest * font.text * letter.text)),
    ),
    height: 2 * padding + font.title + node.contents.length * font.line,
  };
}

function box(node: ComponentNode, place: Box | undefined): string {
  if (!place) return '';
  const { x, y, width, height } = place;
  const left = round(x + padding);
  const first = y + padding + font.title - 3;
  const lines = node.contents.map(
    (text, index) =>
      `<text class="u" x="${left}" y="${round(first + 4 + (index + 1) * font.line)}">${escaped(text)}</text>`,
  );
  return [
    `<rect class="${node.runs ? 's' : 'b'}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="12"/>`,
    `<text class="t" x="${left}" y="${round(first)}">${escaped(node.name)}</text>`,
    `<text class="n" x="${round(x + width - padding)}" y="${round(first)}">${node.size}</text>`,
    ...lines,
  ].join('');
}

function paths(routes: readonly (readonly string[])[], { boxes }: Placement): string[] {
  const links = linksOf(routes);
  const middle = (id: string) => {
    const { y, height } = boxes.get(id) ?? nowhere;
    return y + height / 2;
  };
  /** Where a link leaves or reaches a slot: in the order of its other ends, so that none cross. */
  const port = (id: string, other: string, side: 'from' | 'to') => {
    const far = side === 'from' ? 'to' : 'from';
    const others = links
      .filter((link) => link[side] === id)
      .map((link) => link[far])
      .sort((a, b) => middle(a) - middle(b));
    const { height } = boxes.get(id) ?? nowhere;
    const gap = Math.min(portGap, height / (others.length + 1));
    return middle(id) + (others.indexOf(other) - (others.length - 1) / 2) * gap;
  };
  return routes.map((route) => {
    const pieces = route.slice(1).map((to, index) => {
      const from = route[index] ?? '';
      const [start, end] = [boxes.get(from) ?? nowhere, boxes.get(to) ?? nowhere];
      const last = index === route.length - 2;
      const [x1, y1] = [start.x + start.width, port(from, to, 'from')];
      const [x2, y2] = [end.x - (last ? head : 0), port(to, from, 'to')];
      const bend = round((x1 + x2) / 2);
      const open = index === 0 ? `M${round(x1)} ${round(y1)}` : `H${round(x1)}`;
      return `${open}C${bend} ${round(y1)} ${bend} ${round(y2)} ${round(x2)} ${round(y2)}`;
    });
    return `<path class="l" d="${pieces.join('')}"/>`;
  });
}

const nowhere: Box = { x: 0, y: 0, width: 0, height: 0 };

function captionWidth(lines: readonly string[]): number {
  const longest = Math.max(...lines.map((line) => line.length));
  return longest * font.text * letter.text + 2 * spacing.margin;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
