import elk, { type ElkExtendedEdge, type ElkNode, type ElkShape } from 'elkjs';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Point, Size {}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Its label and the label's size. */
  readonly label?: Size & { readonly text: string };
}

export interface PlacedLine {
  readonly start: Point;
  /** Consecutive cubic Bézier curves: two control points and an end each. */
  readonly curves: readonly (readonly [Point, Point, Point])[];
  readonly label?: Rectangle;
}

export interface Layout extends Size {
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** In the order of the lines. */
  readonly lines: readonly PlacedLine[];
}

/**
 * Options of the Eclipse Layout Kernel (https://eclipse.dev/elk/reference/options.html). It uses a
 * fixed random seed, so the same graph always gets the same layout.
 */
const options = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'SPLINES',
  'elk.layered.edgeRouting.splines.mode': 'CONSERVATIVE',
  'elk.randomSeed': '1',
  'elk.padding': '[top=28,left=28,bottom=28,right=28]',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '8',
  'elk.spacing.componentComponent': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '32',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.spacing.portsSurrounding': '[top=12,left=0,bottom=12,right=0]',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.thoroughness': '40',
} as const;

export interface Placing {
  /** Direction of the lines. */
  readonly direction: 'right' | 'down';
  /** Whether each box is placed near the beginning or near its successors. */
  readonly near: 'beginning' | 'end';
}

/**
 * Places boxes in columns, or rows, along the lines between them.
 *
 * @param boxes - by name; of two equivalent boxes, the first in this order comes first
 * @throws Error for a line to or from a missing box
 */
export async function layOut(
  boxes: ReadonlyMap<string, Size>,
  lines: readonly Line[],
  { direction, near }: Placing,
): Promise<Layout> {
  const {
    width = 0,
    height = 0,
    children,
    edges,
  } = await new elk.default().layout<ElkNode>({
    id: 'picture',
    layoutOptions: {
      ...options,
      'elk.direction': direction.toUpperCase(),
      'elk.layered.layering.strategy':
        near === 'beginning' ? 'LONGEST_PATH_SOURCE' : 'NETWORK_SIMPLEX',
    },
    children: [...boxes].map(([id, size]) => ({ id, ...size })),
    edges: lines.map(({ from, to, label }, index) => ({
      id: String(index),
      sources: [from],
      targets: [to],
      labels: label ? [label] : [],
    })),
  });
  return {
    width,
    height,
    boxes: new Map(children?.map((child) => [child.id, rectangle(child)])),
    lines: (edges ?? []).map(placedLine),
  };
}

function placedLine({ sections, labels }: ElkExtendedEdge): PlacedLine {
  const [section] = sections ?? [];
  const [label] = labels ?? [];
  if (!section) throw new Error('ELK returned no section for a line');
  const points = [...(section.bendPoints ?? []), section.endPoint];
  return {
    start: section.startPoint,
    curves: curvesThrough(points),
    ...(label && { label: rectangle(label) }),
  };
}

/** Splines come as three points per curve; a straight line has only its end. */
function curvesThrough(points: readonly Point[]): [Point, Point, Point][] {
  const curves: [Point, Point, Point][] = [];
  for (let index = 0; index < points.length; index += 3) {
    const [one, other = one, end = other] = points.slice(index, index + 3);
    if (one && other && end) curves.push([one, other, end]);
  }
  return curves;
}

function rectangle({ x = 0, y = 0, width = 0, height = 0 }: ElkShape): Rectangle {
  return { x, y, width, height };
}
