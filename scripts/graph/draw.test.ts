import { expect, test } from '@jest/globals';
import { draw } from './draw.ts';
import type { StackGraph } from './stack-graph.ts';

const graph: StackGraph = {
  nodes: [
    { name: 'Storage', contents: ['5 S3 buckets', '3 DynamoDB tables'], size: 41, runs: false },
    { name: 'Transcoding', contents: ['3 Lambda functions'], size: 53, runs: true },
    { name: 'R&D', contents: ['1 <thing>'], size: 1, runs: false },
  ],
  arrows: [{ from: 'Storage', to: 'Transcoding' }],
};
const svg = draw(graph, { stack: 'prod' });

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
