import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const seconds = 20;

/** Turns a source's first frame into 30 of it a second, without computing it again. */
const still = 'trim=end_frame=1,loop=loop=-1:size=1:start=0,setpts=N/(30*TB),fps=30';
const timeoutMs = 120_000;

/**
 * One band of water: its crest is drawn once as a strip as wide as two pictures, then slides.
 *
 * @param wave.crest - height of the water at rest, in pixels from the top of the strip
 * @param wave.periods - waves in one width of the picture: whole, so that the strip repeats
 */
function waterBand(wave: {
  name: string;
  color: readonly [number, number, number];
  crest: number;
  height: number;
  periods: number;
}): string {
  const [red, green, blue] = wave.color;
  const x = `2*PI*X/1280*${wave.periods}`;
  const edge = `(Y-${wave.crest}-${wave.height}*(sin(${x})+0.4*sin(2*${x}+1)))`;
  const shade = `(1-Y/560)`;
  return (
    `color=c=black:s=2560x400:r=1:d=1,format=rgba,` +
    `geq=r='${red}*${shade}':g='${green}*${shade}':b='${blue}*${shade}':` +
    `a='clip(${edge}*120,0,235)',format=yuva420p,${still}[${wave.name}]`
  );
}

/**
 * The picture: dusk over a slow sea. Sky and bands are computed once and then only moved, so
 * that the whole clip takes seconds to make; every filter is in ffmpeg since 2018.
 */
function picture(): string {
  const glow = 'exp(-(pow((X-112)/46,2)+pow((Y-46)/20,2)))';
  const sun = 'exp(-pow(hypot(X-112,Y-46)/7.5,6))';
  return [
    `color=c=black:s=160x90:r=1:d=1,format=rgb24,` +
      `geq=r='clip(24+Y*1.7+120*${glow}+150*${sun},0,255)':` +
      `g='clip(38+Y*0.85+70*${glow}+120*${sun},0,255)':` +
      `b='clip(92+Y*0.35+20*${glow}+60*${sun},0,255)',` +
      `scale=1280:720:flags=bicubic,format=yuv420p,${still}[sky]`,
    waterBand({ name: 'far', color: [70, 104, 158], crest: 40, height: 9, periods: 3 }),
    waterBand({ name: 'middle', color: [34, 96, 142], crest: 48, height: 15, periods: 2 }),
    waterBand({ name: 'near', color: [10, 62, 104], crest: 56, height: 22, periods: 1 }),
    "[sky][far]overlay=x='-mod(t*36,1280)':y='400+4*sin(t*0.9)':shortest=1[one]",
    "[one][middle]overlay=x='-1280+mod(t*52,1280)':y='470+6*sin(t*0.8+1)':shortest=1[two]",
    "[two][near]overlay=x='-mod(t*76,1280)':y='550+8*sin(t*0.7+2)':shortest=1," +
      `fade=t=in:d=0.8,fade=t=out:st=${seconds - 1}:d=1,format=yuv420p[picture]`,
  ].join(';');
}

/** The sound: a soft chord over surf. */
function sound(): string {
  const voice = (hertz: number, pace: number) =>
    `0.06*sin(2*PI*${hertz}*t)*(0.6+0.4*sin(2*PI*${pace}*t))`;
  const left = [voice(220, 0.11), voice(329.63, 0.07), voice(440, 0.05)].join('+');
  const right = [voice(220, 0.09), voice(277.18, 0.08), voice(440, 0.06)].join('+');
  return [
    `aevalsrc='${left}|${right}':s=48000:d=${seconds}[chord]`,
    `anoisesrc=color=brown:amplitude=0.5:r=48000:d=${seconds},` +
      'tremolo=f=0.15:d=0.7,aformat=channel_layouts=stereo[surf]',
    `[chord][surf]amix=inputs=2:duration=first,` +
      `afade=t=in:d=1.5,afade=t=out:st=${seconds - 2}:d=2[sound]`,
  ].join(';');
}

/**
 * Makes the clip that a new installation shows: 20 s, 1280x720, H.264 and AAC.
 *
 * @param ffmpeg - path of the program
 * @throws with ffmpeg's last words when it fails
 */
export async function makeDemoClip(
  ffmpeg: string,
  outputPath: string,
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(
    ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
      ...['-filter_complex', `${picture()};${sound()}`],
      ...['-map', '[picture]', '-map', '[sound]', '-t', String(seconds)],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60'],
      ...['-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', outputPath],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    },
  );
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`ffmpeg could not make the demo clip: ${errors.trim()}`);
}
