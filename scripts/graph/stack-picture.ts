import type { Picture } from './draw.ts';
import type { StackGraph } from './stack-graph.ts';

/** The components of a stack, with what is needed first on the left. */
export function stackPicture(
  { nodes, arrows }: StackGraph,
  { stack }: { readonly stack: string },
): Picture {
  const total = nodes.reduce((sum, { size }) => sum + size, 0);
  return {
    title: 'Tidecast on AWS: what the stack makes, component by component',
    description: `${arrows.map(({ from, to }) => `${to} needs ${from}`).join('; ')}.`,
    boxes: nodes.map(({ name, contents, size, runs }) => ({
      title: name,
      lines: contents,
      corner: String(size),
      ...(runs && { look: 'code' as const }),
    })),
    arrows,
    placing: { direction: 'right', near: 'beginning' },
    caption: [
      `The ${total} resources of the ${stack} stack. A box is a component under infra/, and says how many resources it holds.`,
      'An arrow leads from what is made first to what needs it; what follows from other arrows is left out. Tinted: code runs there.',
    ],
  };
}
