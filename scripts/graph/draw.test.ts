import { expect, test } from '@jest/globals';
import { architecturePicture } from './architecture-picture.ts';
import { draw } from './draw.ts';
import type { StackGraph } from './stack-graph.ts';
import { stackPicture } from './stack-picture.ts';

const graph: StackGraph = {
  nodes: [
    { name: 'Storage', contents: ['5 S3 buckets', '3 DynamoDB tables'], size: 41, runs: false },
    { name: 'Transcoding', contents: ['3 Lambda functions'], size: 53, runs: true },
    { name: 'R&D', contents: ['1 <thing>'], size: 1, runs: false },
  ],
  arrows: [{ from: 'Storage', to: 'Transcoding' }],
};
const svg = await draw(stackPicture(graph, { stack: 'prod' }));

test('shows every component with what it holds, and every arrow', () => {
  for (const text of ['Storage', '5 S3 buckets', '3 DynamoDB tables', '3 Lambda functions', '41'])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg.match(/<path class="l"/g)).toHaveLength(1);
  expect(svg).toContain('The 95 resources of the prod stack');
  expect(svg).toContain('Transcoding needs Storage.</desc>');
});

test('tints what runs code, is right by day and by night, and escapes what SVG would take for its own', () => {
  expect(svg.match(/<rect class="s"/g)).toHaveLength(1);
  expect(svg.match(/<rect class="b"/g)).toHaveLength(2);
  expect(svg).toContain('@media (prefers-color-scheme:dark)');
  expect(svg).toContain('>R&amp;D</text>');
  expect(svg).toContain('>1 &lt;thing&gt;</text>');
});

test('the same picture always gives the same text', async () => {
  expect(await draw(stackPicture(graph, { stack: 'prod' }))).toBe(svg);
});

test('the architecture is whole: no box stands alone, and every label is drawn', async () => {
  const { boxes, arrows } = architecturePicture;
  const ends = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  expect([...ends].sort()).toEqual(boxes.map(({ title }) => title).sort());
  const drawn = await draw(architecturePicture);
  for (const { label = '' } of arrows) if (label) expect(drawn).toContain(`>${label}</text>`);
});
