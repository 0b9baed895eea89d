import type { InputStreams, JobPlan } from './encode-plan.ts';

/** A picture size that some output wants. */
interface Node {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Filters before its scaling, for stills: which frames to take. */
  readonly select: string;
  readonly format: string;
}

/**
 * One graph for all outputs. Each size is scaled from the next larger one rather than from the
 * source, which saves a tenth of the whole encode, and stills are taken from the smallest rendition
 * that is large enough. Output pads are named after the targets' ids.
 */
export function filterGraph(plan: JobPlan, input: InputStreams): string {
  const renditions: Node[] = plan.hls.targets
    .map(({ id, settings: { videoDescription } }) => ({
      id,
      width: videoDescription.width,
      height: videoDescription.height,
      select: '',
      format: 'yuv420p',
    }))
    .sort((a, b) => b.width * b.height - a.width * a.height);
  const stills: Node[] = plan.captures.map(({ id, settings: { videoDescription } }) => {
    const { framerateNumerator, framerateDenominator } =
      videoDescription.codecSettings.frameCaptureSettings;
    return {
      id,
      width: videoDescription.width,
      height: videoDescription.height,
      // `round=up` takes the frame shown at each instant; by default it would be half a step late.
      select: `fps=${framerateNumerator}/${framerateDenominator}:round=up:start_time=0,`,
      format: 'yuvj420p',
    };
  });

  const parents = new Map<Node, Node | undefined>();
  for (const [index, node] of renditions.entries()) {
    parents.set(node, smallestHolding(node, renditions.slice(0, index)));
  }
  for (const node of stills) parents.set(node, smallestHolding(node, renditions));

  const nodes = [...renditions, ...stills];
  const childrenOf = (parent: Node | undefined) =>
    nodes.filter((node) => parents.get(node) === parent);
  const chains = [
    `[0:${input.videoIndex}]${sourceFilters(plan, input)}${fanOut(childrenOf(undefined), undefined)}`,
  ];
  for (const node of nodes) {
    const parent = parents.get(node);
    const resize =
      parent && parent.width === node.width && parent.height === node.height
        ? ''
        : `scale=${node.width}:${node.height},`;
    const tone = parent ? '' : toneMapping(input.transfer);
    chains.push(
      `[to_${node.id}]${node.select}${resize}${tone}format=${node.format},setsar=1${fanOut(childrenOf(node), node)}`,
    );
  }
  return chains.join(';');
}

/** Hands a picture to its own output, if it has one, and to everything scaled from it. */
function fanOut(children: readonly Node[], own: Node | undefined): string {
  const pads = [...(own ? [`[${own.id}]`] : []), ...children.map(({ id }) => `[to_${id}]`)];
  return pads.length > 1 ? `,split=${pads.length}${pads.join('')}` : pads.join('');
}

function smallestHolding(node: Node, candidates: readonly Node[]): Node | undefined {
  return candidates.findLast(({ width, height }) => width >= node.width && height >= node.height);
}

function sourceFilters({ hls }: JobPlan, input: InputStreams): string {
  const { numerator, denominator } = hls.frameRate ?? input.frameRate;
  const deinterlace = input.interlaced ? 'bwdif=mode=send_frame:deint=interlaced,' : '';
  // Frames come at a constant rate from here on: older HLS muxers miscount the length of others.
  return `${deinterlace}fps=${numerator}/${denominator}`;
}

/** HDR to SDR by way of linear light; the names are ffmpeg's own of the two curves. */
function toneMapping(transfer: InputStreams['transfer']): string {
  if (transfer === 'sdr') return '';
  const curve = transfer === 'pq' ? 'smpte2084' : 'arib-std-b67';
  return [
    `zscale=transferin=${curve}:primariesin=bt2020:matrixin=2020_ncl:transfer=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=primaries=bt709',
    'tonemap=hable:desat=0',
    'zscale=transfer=bt709:matrix=bt709:range=tv',
    '',
  ].join(',');
}
