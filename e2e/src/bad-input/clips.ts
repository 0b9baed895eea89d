import { readFile, writeFile } from 'node:fs/promises';
import type { BadInput } from './bad-input.ts';
import { type Expectation, fails, plays } from './expectation.ts';
import { ffmpeg, picture, tone } from './ffmpeg.ts';

interface Clip {
  readonly name: string;
  readonly fileName: string;
  readonly contentType?: string;
  /** The stored picture. */
  readonly size: readonly [width: number, height: number];
  /** The picture as a person sees it, where rotation or pixel shape make it another. */
  readonly display?: readonly [width: number, height: number];
  readonly frameRate?: number;
  readonly seconds?: number;
  readonly sound?: boolean;
  /** Where it should not simply play at its size. */
  readonly expected?: Expectation;
  /** What the file is encoded with; the container comes last, as `-f`. */
  readonly options: readonly string[];
  /** Changes the file after ffmpeg wrote it. */
  readonly finish?: (path: string) => Promise<void>;
}

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];
const h264 = [...x264, '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac'];
const mp4 = ['-f', 'mp4'];

/** 10-bit HEVC with the colours that `transfer` names, in the stream and in the container. */
function hdr(transfer: string): string[] {
  const colours = `colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
  return [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'],
    ...['-x265-params', `log-level=error:${colours}:repeat-headers=1`],
    ...['-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', 'bt2020nc'],
  ];
}

const recipes: readonly Clip[] = [
  {
    name: '10-bit HEVC',
    fileName: 'hevc10.mp4',
    size: [1280, 720],
    options: [
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'],
      ...['-x265-params', 'log-level=error', ...aac, ...mp4],
    ],
  },
  {
    name: 'HDR10 (PQ, BT.2020)',
    fileName: 'hdr10.mp4',
    size: [1280, 720],
    options: [...hdr('smpte2084'), ...aac, ...mp4],
  },
  {
    name: 'HDR (HLG, BT.2020)',
    fileName: 'hlg.mp4',
    size: [1280, 720],
    options: [...hdr('arib-std-b67'), ...aac, ...mp4],
  },
  {
    name: 'variable frame rate (MKV)',
    fileName: 'vfr.mkv',
    contentType: 'video/x-matroska',
    size: [1280, 720],
    seconds: 4,
    // Second 1 has every frame, second 2 every third, then every tenth, as a phone does it. For
    // Matroska every ffmpeg keeps these times without being told, in words that differ by version.
    options: [
      ...['-vf', "select='if(lt(t,1),1,if(lt(t,2),not(mod(n,3)),not(mod(n,10))))'"],
      ...[...h264, ...aac, '-f', 'matroska'],
    ],
  },
  {
    name: 'portrait by rotation 90',
    fileName: 'IMG_0001.mp4',
    size: [1280, 720],
    display: [720, 1280],
    options: [...h264, ...aac, ...mp4],
    finish: rotateQuarterTurn,
  },
  {
    name: 'portrait as stored',
    fileName: 'portrait.mp4',
    size: [540, 960],
    options: [...h264, ...aac, ...mp4],
  },
  {
    name: '853x479, 4:4:4',
    fileName: 'odd.mp4',
    size: [853, 479],
    options: ['-vf', 'format=yuv444p,scale=853:479,setsar=1', ...x264, ...aac, ...mp4],
  },
  {
    name: 'anamorphic (SAR 16:11)',
    fileName: 'pal-wide.mp4',
    size: [704, 576],
    display: [1024, 576],
    options: ['-vf', 'setsar=16/11', ...h264, ...aac, ...mp4],
  },
  {
    name: '4K',
    fileName: 'uhd.mp4',
    size: [3840, 2160],
    options: [...h264, ...aac, ...mp4],
  },
  {
    name: '8 px wide',
    fileName: 'thin.mp4',
    size: [8, 480],
    expected: fails('too_small'),
    options: [...h264, ...aac, ...mp4],
  },
  {
    name: 'no audio',
    fileName: 'silent.mp4',
    size: [640, 360],
    sound: false,
    options: [...h264, ...mp4],
  },
  {
    name: '120 fps',
    fileName: 'slow-motion.mp4',
    size: [1280, 720],
    frameRate: 120,
    options: [...h264, ...aac, ...mp4],
  },
  {
    name: 'one frame',
    fileName: 'still.mp4',
    size: [640, 360],
    seconds: 1 / 30,
    sound: false,
    options: ['-frames:v', '1', ...h264, ...mp4],
  },
  {
    name: '5.1 audio',
    fileName: 'surround.mp4',
    size: [640, 360],
    options: ['-ac', '6', ...h264, ...aac, ...mp4],
  },
  {
    name: 'GIF called .mp4',
    fileName: 'loop.mp4',
    size: [480, 270],
    frameRate: 10,
    sound: false,
    options: ['-f', 'gif'],
  },
  {
    name: 'WebM, VP9 + Opus',
    fileName: 'screen.webm',
    contentType: 'video/webm',
    size: [640, 360],
    options: [
      ...['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'],
      ...['-c:a', 'libopus', '-f', 'webm'],
    ],
  },
];

/** Real videos that are harder than they look. */
export const clips: readonly BadInput[] = recipes.map((clip) => {
  const { name, fileName, contentType = 'video/mp4', size, display = size } = clip;
  const { frameRate = 30, seconds = 2, sound = true } = clip;
  return {
    name,
    fileName,
    contentType,
    expected: clip.expected ?? plays(...display, { duration: seconds, sound }),
    make: async (path, { ffmpegPath }) => {
      await ffmpeg(ffmpegPath, [
        ...picture(size[0], size[1], frameRate, seconds),
        ...(sound ? tone(seconds) : []),
        ...clip.options,
        path,
      ]);
      await clip.finish?.(path);
    },
  };
});

/**
 * Turns a film a quarter clockwise the way a phone does: by the matrix in its track header. Written
 * by hand because ffmpeg 6 dropped the `rotate` tag and earlier ones lack `-display_rotation`.
 */
async function rotateQuarterTurn(path: string): Promise<void> {
  const file = await readFile(path);
  const header = file.indexOf('tkhd');
  if (header < 0) throw new Error(`${path} has no track header to turn`);
  // The matrix stands 44 bytes after the box's type (ISO/IEC 14496-12, 8.3.2, version 0).
  const one = 0x10000;
  const matrix = [0, one, 0, -one, 0, 0, 0, 0, 0x40000000];
  for (const [index, value] of matrix.entries()) file.writeInt32BE(value, header + 44 + index * 4);
  await writeFile(path, file);
}
